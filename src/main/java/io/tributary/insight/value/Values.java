package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.KnownLaterStore;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What customers are worth by the models in force: kept for each of them, and computed anew for a
 * past instant when somebody asks for one.
 */
@ApplicationScoped
public class Values implements CustomerDerivation {
  private final Tx tx;
  private final Clock clock;
  private final ValueStore store;

  Values(Tx tx, Clock clock, ValueStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  @Override
  public int order() {
    return 40;
  }

  /** An event or points seldom change the segment; where they do, the next run scores by it. */
  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return models(connection, asOf).chain(models -> refresh(connection, customers, models));
  }

  /** Scores customers by models that were read before; without a model there is no score. */
  Uni<Void> refresh(SqlConnection connection, List<UUID> customers, ModelsInForce models) {
    if (!models.exist()) {
      return Uni.createFrom().voidItem();
    }
    return pasts(connection, customers, models)
        .chain(
            pasts ->
                store.write(
                    connection,
                    customers,
                    models,
                    clock.instant(),
                    pasts.stream().map(past -> scored(models.of(past.segment()), past)).toList()));
  }

  /** The pasts that models read, up to their instant. */
  private Uni<List<PastPurchases>> pasts(
      SqlConnection connection, List<UUID> customers, ModelsInForce models) {
    return store.pasts(
        connection, models.asOf(), models.currency(), models.settings().segmentBy(), customers);
  }

  private static ValueStore.Scored scored(ModelsInForce.Scoring scoring, PastPurchases past) {
    return new ValueStore.Scored(scoring.fit(), scoring.rule().score(past));
  }

  /** Scores customers for a run by its models, and those known for later for that instant. */
  Uni<Void> rescore(SqlConnection connection, List<UUID> customers, ModelsInForce models) {
    return KnownLaterStore.in(connection, ValueStore.TABLE, customers, models.asOf())
        .chain(
            known ->
                refresh(connection, known.others(), models)
                    .chain(
                        () ->
                            known.at() == null
                                ? Uni.createFrom().voidItem()
                                : refresh(connection, known.later(), known.at())));
  }

  /** The models that were in force at an instant. */
  Uni<ModelsInForce> models(SqlConnection connection, Instant asOf) {
    return store
        .settings(connection)
        .chain(
            settings ->
                store
                    .inForce(connection, asOf, settings.segmentBy())
                    .map(fits -> new ModelsInForce(asOf, fits, settings)));
  }

  /**
   * One model's version among those in force; null when there is none.
   *
   * @param segment of which segment; null for all customers
   */
  static LifetimeValueFit of(
      List<LifetimeValueFit> fits, LifetimeValueModel model, String segment) {
    return fits.stream()
        .filter(fit -> fit.model() == model)
        .filter(fit -> java.util.Objects.equals(fit.segment(), segment))
        .findFirst()
        .orElse(null);
  }

  /**
   * Customers' values.
   *
   * @param asOf null for the stored ones; else computed for that instant, by the models then in
   *     force
   */
  Uni<Map<UUID, LifetimeValue>> of(List<UUID> customers, Instant asOf) {
    return asOf == null
        ? tx.read(connection -> store.scores(connection, customers))
        : tx.read(connection -> at(connection, customers, asOf));
  }

  private Uni<Map<UUID, LifetimeValue>> at(
      SqlConnection connection, List<UUID> customers, Instant asOf) {
    Instant now = clock.instant();
    return models(connection, asOf)
        .chain(
            models ->
                pasts(connection, customers, models)
                    .map(
                        pasts -> {
                          Map<UUID, LifetimeValue> values = new HashMap<>();
                          pasts.forEach(
                              past -> values.put(past.customer(), value(models, past, now)));
                          return values;
                        }));
  }

  /** What the models in force at an instant say of customers; nothing when none was. */
  public Uni<Map<UUID, Outlook>> outlooks(
      SqlConnection connection, List<UUID> customers, Instant asOf) {
    return unreckoned(connection, customers, asOf).map(Supplier::get);
  }

  /** The same, read but not yet reckoned: of many customers that is no work for an event loop. */
  public Uni<Supplier<Map<UUID, Outlook>>> unreckoned(
      SqlConnection connection, List<UUID> customers, Instant asOf) {
    return models(connection, asOf)
        .chain(
            models ->
                (models.exist()
                        ? pasts(connection, customers, models)
                        : Uni.createFrom().item(List.<PastPurchases>of()))
                    .map(pasts -> () -> outlooks(models, pasts)));
  }

  private static Map<UUID, Outlook> outlooks(ModelsInForce models, List<PastPurchases> pasts) {
    Map<UUID, Outlook> outlooks = new HashMap<>();
    for (PastPurchases past : pasts) {
      ValueRule rule = models.of(past.segment()).rule();
      ValueRule.Score score = rule.score(past);
      outlooks.put(
          past.customer(),
          new Outlook(
              past.customer(),
              score.alive(),
              score.valueMinor(),
              models.currency(),
              rule::aliveAfter));
    }
    return outlooks;
  }

  private static LifetimeValue value(ModelsInForce models, PastPurchases past, Instant now) {
    if (!models.exist()) {
      return LifetimeValue.none(LifetimeValueReason.NOT_FITTED);
    }
    ValueRule.Score score = models.of(past.segment()).rule().score(past);
    return new LifetimeValue(
        money(score.valueMinor(), models.currency()),
        score.reason(),
        score.alive(),
        score.expected(),
        money(score.meanMinor(), models.currency()),
        models.settings().months(),
        score.repeats(),
        utc(models.asOf()),
        utc(now));
  }

  private static Money money(Long minor, String currency) {
    return minor == null ? null : new Money(minor, currency);
  }
}
