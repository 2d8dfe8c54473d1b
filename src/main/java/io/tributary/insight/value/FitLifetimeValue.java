package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.insight.InsightSettings;
import io.tributary.insight.Reporting;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.CustomerWalk;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Fits the models of lifetime value to what was bought before the run's instant, keeps them as new
 * versions, and scores every customer by those in force then. A run for the same instant fits the
 * same parameters; where a fit is refused, the version before stays in force.
 */
@ApplicationScoped
class FitLifetimeValue implements Job {
  /** So many customers make parameters that are good to a per cent; more only take longer. */
  static final int SAMPLE = 50_000;

  /** Segments with a fit of their own, the largest first. */
  private static final int MOST_SEGMENTS = 20;

  /** Of one segment fewer do: so many customers make parameters that are good to some per cent. */
  private static final int SEGMENT_SAMPLE = 20_000;

  private static final int BATCH = 2_000;

  private final Clock clock;
  private final Changes changes;
  private final Values values;
  private final ValueStore store;
  private final Reporting reporting;

  FitLifetimeValue(
      Clock clock, Changes changes, Values values, ValueStore store, Reporting reporting) {
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

  /**
   * What a fit is made of.
   *
   * @param members how many there are, of whom these are all or a part
   */
  private record Sample(
      InsightSettings terms, ValueStore.Members members, List<PastPurchases> pasts) {}

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return changes
        .drain()
        .chain(() -> context.read(reporting::currencyInUse))
        .chain(terms -> fits(context, terms))
        .chain(fits -> context.write(connection -> store.add(connection, fits)))
        .chain(() -> context.read(connection -> values.models(connection, context.asOf())))
        .chain(
            models ->
                context
                    .read(connection -> store.count(connection, context.asOf()))
                    .chain(total -> score(context, models, total)));
  }

  /**
   * Fits for all customers, then for each large segment that has repeat buyers enough. Each has a
   * sample of its own, so that a segment with many buyers is not too small a part of that of all;
   * one after the other, since all samples together would fill the heap.
   */
  private Uni<List<LifetimeValueFit>> fits(JobContext context, InsightSettings terms) {
    Instant asOf = context.asOf();
    return context
        .read(connection -> store.count(connection, asOf))
        .chain(
            customers ->
                context
                    .read(connection -> segments(connection, asOf))
                    .chain(
                        segments ->
                            Multi.createBy()
                                .concatenating()
                                .streams(
                                    Multi.createFrom()
                                        .item(new ValueStore.Members(ValueSegment.ALL, customers)),
                                    Multi.createFrom().iterable(segments))
                                .onItem()
                                .transformToUniAndConcatenate(
                                    members -> fit(context, terms, members))
                                .onItem()
                                .<LifetimeValueFit>disjoint()
                                .collect()
                                .asList()));
  }

  private Uni<List<ValueStore.Members>> segments(SqlConnection connection, Instant asOf) {
    return store
        .settings(connection)
        .chain(
            settings ->
                settings.segmentBy() == null
                    ? Uni.createFrom().item(List.of())
                    : store.segments(
                        connection,
                        asOf,
                        settings.segmentBy(),
                        MOST_SEGMENTS,
                        ValueFitting.FEWEST_REPEATERS));
  }

  private Uni<List<LifetimeValueFit>> fit(
      JobContext context, InsightSettings terms, ValueStore.Members members) {
    Instant asOf = context.asOf();
    ValueSegment segment = members.segment();
    long most = segment.by() == null ? SAMPLE : SEGMENT_SAMPLE;
    long oneOf = Math.max(1, (members.customers() + most - 1) / most);
    return context
        .read(connection -> store.sample(connection, asOf, terms.currency(), oneOf, segment))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(pasts -> new Sample(terms, members, pasts))
        .map(
            sample ->
                segment.by() != null
                        && ValueFitting.repeaters(sample.pasts()) < ValueFitting.FEWEST_REPEATERS
                    ? List.of()
                    : fits(sample, asOf));
  }

  private List<LifetimeValueFit> fits(Sample sample, Instant asOf) {
    List<PastPurchases> pasts = sample.pasts();
    InsightSettings terms = sample.terms();
    int repeaters = ValueFitting.repeaters(pasts);
    return ValueFitting.fit(pasts, ModelsInForce.decimals(terms.currency())).stream()
        .map(
            result ->
                new LifetimeValueFit(
                    Ids.next(),
                    result.model(),
                    sample.members().segment().by(),
                    sample.members().segment().name(),
                    utc(asOf),
                    utc(clock.instant()),
                    terms.zone().getId(),
                    terms.currency(),
                    (int) sample.members().customers(),
                    pasts.size(),
                    repeaters,
                    result.used(),
                    result.refusal(),
                    result.logLikelihood(),
                    result.parameters(),
                    result.correlation()))
        .toList();
  }

  private Uni<Void> score(JobContext context, ModelsInForce models, long total) {
    if (!models.exist()) {
      return context.progress(0, 0L);
    }
    return CustomerWalk.each(
        context,
        total,
        BATCH,
        store::next,
        customers ->
            context.write(
                connection ->
                    ChangeQueue.hold(connection, customers)
                        .chain(() -> values.rescore(connection, customers, models))));
  }
}
