package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.insight.InsightSettings;
import io.tributary.insight.Reporting;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Fits the models of lifetime value to what was bought before the run's instant, keeps them as new
 * versions, and scores every customer by those in force then. A run for the same instant fits the
 * same parameters; where a fit is refused, the version before stays in force.
 */
@ApplicationScoped
class FitLifetimeValue implements Job {
  /** So many customers make parameters that are good to a per cent; more only take longer. */
  static final int SAMPLE = 50_000;

  /** Channels with a fit of their own, the largest first. */
  private static final int MOST_CHANNELS = 20;

  private static final int BATCH = 2_000;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Tx tx;
  private final Clock clock;
  private final Changes changes;
  private final Values values;
  private final ValueStore store;
  private final Reporting reporting;

  FitLifetimeValue(
      Tx tx, Clock clock, Changes changes, Values values, ValueStore store, Reporting reporting) {
    this.tx = tx;
    this.clock = clock;
    this.changes = changes;
    this.values = values;
    this.store = store;
    this.reporting = reporting;
  }

  @Override
  public String name() {
    return "fit-lifetime-value";
  }

  @Override
  public String description() {
    return "Fits the models of lifetime value and scores every customer by them.";
  }

  /** After refresh-retention. */
  @Override
  public String cron() {
    return "0 19 * * *";
  }

  @Override
  public CatchUp catchUp() {
    return CatchUp.LATEST;
  }

  /** What a fit is made of. */
  private record Sample(InsightSettings terms, long customers, List<PastPurchases> pasts) {}

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return changes
        .drain()
        .chain(() -> sample(context))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(sample -> fit(sample, context.asOf()))
        .chain(fits -> context.write(connection -> store.add(connection, fits)))
        .chain(() -> tx.read(connection -> values.models(connection, context.asOf())))
        .chain(
            models ->
                tx.read(connection -> store.count(connection, context.asOf()))
                    .chain(total -> from(context, models, BEFORE_ALL, 0, total)));
  }

  private Uni<Sample> sample(JobContext context) {
    Instant asOf = context.asOf();
    return context.read(
        connection ->
            reporting
                .currencyInUse(connection)
                .chain(
                    terms ->
                        store
                            .count(connection, asOf)
                            .chain(
                                count ->
                                    store
                                        .sample(connection, asOf, terms.currency(), oneOf(count))
                                        .map(pasts -> new Sample(terms, count, pasts)))));
  }

  private static long oneOf(long customers) {
    return Math.max(1, (customers + SAMPLE - 1) / SAMPLE);
  }

  /** Fits for all customers and for each first channel that has repeat buyers enough. */
  private List<LifetimeValueFit> fit(Sample sample, Instant asOf) {
    List<LifetimeValueFit> fits = new ArrayList<>(fits(sample, null, sample.pasts(), asOf));
    Map<String, List<PastPurchases>> byChannel =
        sample.pasts().stream()
            .filter(past -> past.firstChannel() != null)
            .collect(Collectors.groupingBy(PastPurchases::firstChannel));
    if (byChannel.size() > 1) {
      byChannel.entrySet().stream()
          .filter(
              channel ->
                  ValueFitting.repeaters(channel.getValue()) >= ValueFitting.FEWEST_REPEATERS)
          .sorted(
              Comparator.comparing(
                      (Map.Entry<String, List<PastPurchases>> channel) -> channel.getValue().size())
                  .reversed()
                  .thenComparing(Map.Entry::getKey))
          .limit(MOST_CHANNELS)
          .forEach(
              channel -> fits.addAll(fits(sample, channel.getKey(), channel.getValue(), asOf)));
    }
    return fits;
  }

  private List<LifetimeValueFit> fits(
      Sample sample, String firstChannel, List<PastPurchases> pasts, Instant asOf) {
    InsightSettings terms = sample.terms();
    double part = sample.pasts().isEmpty() ? 0 : (double) pasts.size() / sample.pasts().size();
    int repeaters = ValueFitting.repeaters(pasts);
    return ValueFitting.fit(pasts, ModelsInForce.decimals(terms.currency())).stream()
        .map(
            result ->
                new LifetimeValueFit(
                    Ids.next(),
                    result.model(),
                    firstChannel,
                    utc(asOf),
                    utc(clock.instant()),
                    terms.zone().getId(),
                    terms.currency(),
                    (int) Math.round(sample.customers() * part),
                    pasts.size(),
                    repeaters,
                    result.used(),
                    result.refusal(),
                    result.logLikelihood(),
                    result.parameters(),
                    result.correlation()))
        .toList();
  }

  private Uni<Void> from(
      JobContext context, ModelsInForce models, UUID after, long done, long total) {
    return tx.read(connection -> store.next(connection, after, BATCH))
        .chain(
            customers -> {
              long reached = done + customers.size();
              if (customers.isEmpty() || models.purchases() == null) {
                return context.progress(done, done);
              }
              return context
                  .write(
                      connection ->
                          ChangeQueue.hold(connection, customers)
                              .chain(() -> values.rescore(connection, customers, models)))
                  .chain(() -> context.progress(reached, Math.max(reached, total)))
                  .chain(
                      () ->
                          from(
                              context,
                              models,
                              customers.get(customers.size() - 1),
                              reached,
                              total));
            });
  }
}
