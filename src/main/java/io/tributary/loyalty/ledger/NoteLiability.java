package io.tributary.loyalty.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.job.JobFailure;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The job {@code note-liability}: keeps each night what every programme owes its members. A run in
 * which the sums of a currency differ keeps them all the same, and fails.
 */
@ApplicationScoped
class NoteLiability implements Job {
  private static final Logger LOG = Logger.getLogger(NoteLiability.class);
  private static final String DIFFERENT = "tributary.points.liability.different";

  private final LiabilityStore store;
  private final PointsCurrencyStore currencies;
  private final Tx tx;
  private final MeterRegistry meters;

  NoteLiability(LiabilityStore store, PointsCurrencyStore currencies, Tx tx, MeterRegistry meters) {
    this.store = store;
    this.currencies = currencies;
    this.tx = tx;
    this.meters = meters;
  }

  @Override
  public String name() {
    return "note-liability";
  }

  @Override
  public String description() {
    return "Keeps what programmes owe their members in points, and fails when the sums differ.";
  }

  @Override
  public String cron() {
    return "10 4 * * *";
  }

  @Override
  public CatchUp catchUp() {
    return CatchUp.EACH;
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    List<String> different = new ArrayList<>();
    return tx.read(currencies::all)
        .chain(
            all -> {
              Uni<Void> done = Uni.createFrom().voidItem();
              for (PointsCurrency currency : all) {
                done = done.chain(() -> note(context, currency, different));
              }
              return done.chain(() -> context.progress(all.size(), (long) all.size()));
            })
        .invoke(
            () -> {
              if (!different.isEmpty()) {
                throw new JobFailure(String.join("; ", different));
              }
            });
  }

  private Uni<Void> note(JobContext context, PointsCurrency currency, List<String> different) {
    return context
        .read(connection -> store.outstanding(connection, currency, context.asOf()))
        .invoke(
            found -> {
              meters
                  .counter(DIFFERENT, "currency", currency.getId())
                  .increment(found.difference() == 0 ? 0 : 1);
              if (found.difference() != 0) {
                String sentence =
                    "the entries of %s are %d more than its lots hold less the debt"
                        .formatted(currency.getId(), found.difference());
                LOG.errorf("points: %s", sentence);
                different.add(sentence);
              }
            })
        .chain(
            found ->
                context.write(
                    connection ->
                        store.keep(
                            connection,
                            currency,
                            new LiabilityStore.Night(context.asOf(), found))));
  }
}
