package io.tributary.loyalty.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.job.JobFailure;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The job {@code check-points}: derives every balance anew from the ledger. A run that finds an
 * account that is not what its ledger says fails, names it, and counts it under {@link #WRONG}.
 */
@ApplicationScoped
class CheckPoints implements Job {
  private static final Logger LOG = Logger.getLogger(CheckPoints.class);
  private static final int BATCH = 500;
  private static final int MOST_NAMED = 10;
  private static final UUID FIRST = new UUID(0, 0);

  /** Counts what runs found wrong: one tag for each account, the first few of a run by name. */
  static final String WRONG = "tributary.points.wrong";

  /** The tag of accounts beyond those that are named: a metric has only so many. */
  private static final String OTHERS = "others";

  private final LedgerCheckStore store;
  private final Tx tx;
  private final MeterRegistry meters;

  CheckPoints(LedgerCheckStore store, Tx tx, MeterRegistry meters) {
    this.store = store;
    this.tx = tx;
    this.meters = meters;
    // an alarm on a series that is not there yet would miss its first rise
    meters.counter(WRONG, "account", OTHERS);
  }

  @Override
  public String name() {
    return "check-points";
  }

  @Override
  public String description() {
    return "Derives every balance of points anew and fails, naming the account, when one is not what its ledger says.";
  }

  @Override
  public String cron() {
    return "40 3 * * *";
  }

  /** How far a run is. */
  private record Step(UUID last, long done, List<String> wrong, boolean more) {}

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    AtomicReference<Step> at = new AtomicReference<>(new Step(FIRST, 0, List.of(), true));
    return tx.read(store::count)
        .chain(
            total ->
                Multi.createBy()
                    .repeating()
                    .uni(
                        () ->
                            tx.read(connection -> batch(connection, at.get()))
                                .call(step -> context.progress(step.done(), total))
                                .invoke(at::set))
                    .whilst(Step::more)
                    .collect()
                    .last())
        .invoke(CheckPoints::raise)
        .replaceWithVoid();
  }

  private Uni<Step> batch(SqlConnection connection, Step before) {
    return store
        .batch(connection, before.last(), BATCH)
        .chain(
            ids ->
                store
                    .wrong(connection, ids)
                    .map(
                        found -> {
                          List<String> wrong = new ArrayList<>(before.wrong());
                          found.forEach(one -> raise(one, wrong));
                          UUID last = ids.isEmpty() ? before.last() : ids.get(ids.size() - 1);
                          return new Step(
                              last, before.done() + ids.size(), wrong, ids.size() == BATCH);
                        }));
  }

  private void raise(LedgerCheckStore.Wrong one, List<String> before) {
    LOG.errorf("points: %s", one.sentence());
    String account = before.size() < MOST_NAMED ? one.account().toString() : OTHERS;
    meters.counter(WRONG, "account", account).increment();
    before.add(one.sentence());
  }

  private static void raise(Step end) {
    if (!end.wrong().isEmpty()) {
      throw new JobFailure(
          "%d accounts are not what their ledger says: %s"
              .formatted(
                  end.wrong().size(),
                  String.join(
                      "; ", end.wrong().subList(0, Math.min(MOST_NAMED, end.wrong().size())))));
    }
  }
}
