package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.Programmes;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

/** Publishes what sales earn, and tries rules on a sale without writing anything. */
@ApplicationScoped
class EarningPolicies implements NodeLoader {
  private final EarningPolicyStore store;
  private final Earnings earnings;
  private final Programmes programmes;
  private final PointsCurrencies currencies;
  private final Tx tx;
  private final Clock clock;

  EarningPolicies(
      EarningPolicyStore store,
      Earnings earnings,
      Programmes programmes,
      PointsCurrencies currencies,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.earnings = earnings;
    this.programmes = programmes;
    this.currencies = currencies;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Publishes a programme's next version.
   *
   * @throws ApiException NOT_FOUND, INVALID_INPUT; CONFLICT when somebody published at the same
   *     time
   */
  Uni<PublishedEarningPolicy> publish(EarningPolicyInput input, String actor) {
    Instant now = clock.instant();
    return programmes
        .require(input.programme())
        .chain(
            programme -> {
              EarningRules rules = EarningDraft.of(input, programme.currency());
              return currencies
                  .require(input.programme(), rules.currency())
                  .chain(() -> tx.read(connection -> store.all(connection, programme.uuid())))
                  .chain(
                      versions -> {
                        OffsetDateTime from =
                            input.effectiveFrom() == null
                                ? FactKeys.utc(now)
                                : FactKeys.utc(input.effectiveFrom().toInstant());
                        PublishedEarningPolicy next =
                            new PublishedEarningPolicy(
                                Ids.next(),
                                rules,
                                versions.size() + 1,
                                from,
                                FactKeys.utc(now),
                                actor);
                        return store.insert(programme.uuid(), next).replaceWith(next);
                      });
            })
        .onFailure(Programmes::isTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "Somebody published another version at the same time. Look at it, then try again."));
  }

  /**
   * What a sale would earn.
   *
   * @throws ApiException NOT_FOUND when there are no rules for it, INVALID_INPUT
   */
  Uni<EarnedPoints> simulate(SimulateEarningInput input) {
    return input.draft() == null ? byPublished(input) : byDraft(input, input.draft());
  }

  private Uni<EarnedPoints> byDraft(SimulateEarningInput input, EarningPolicyInput draft) {
    return programmes
        .require(draft.programme())
        .chain(
            programme -> {
              EarningRules rules = EarningDraft.of(draft, programme.currency());
              return currencies
                  .require(draft.programme(), rules.currency())
                  .map(currency -> earned(input, rules, null, currency));
            });
  }

  private Uni<EarnedPoints> byPublished(SimulateEarningInput input) {
    Uni<UUID> programme =
        input.programme() == null
            ? Uni.createFrom().nullItem()
            : programmes.require(input.programme()).map(found -> found.uuid());
    return programme
        .chain(id -> tx.read(connection -> earnings.rules(connection, id)))
        .map(
            all -> {
              Instant at = input.at() == null ? clock.instant() : input.at().toInstant();
              for (Rules rules : all) {
                if (rules.at(at).isPresent()) {
                  PublishedEarningPolicy version = rules.at(at).get();
                  return earned(input, version.definition(), version.number(), rules.currency());
                }
              }
              throw new ApiException(
                  ErrorKind.NOT_FOUND,
                  "No rules were in force then. Publish some, or try a draft.");
            });
  }

  private EarnedPoints earned(
      SimulateEarningInput input, EarningRules rules, Integer number, PointsCurrency currency) {
    Sold sold = EarningDraft.sold(input, currency.money(), FactKeys.utc(clock.instant()));
    Earned earned =
        rules.earned(
            sold,
            currency.zone(),
            Currency.getInstance(currency.money()).getDefaultFractionDigits());
    return new EarnedPoints(
        currency.code(),
        earned.points(),
        earned.applied(),
        number,
        FactKeys.utc(currency.activeAt(sold.at())),
        FactKeys.utc(currency.expiresAt(sold.at())));
  }

  @Override
  public TypeId type() {
    return TypeId.EARNING_POLICY;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byId(connection, id))
        .map(found -> found.stream().findFirst().map(v -> v.policy()).orElse(null));
  }

  /** The versions of programmes, the latest last. */
  Uni<List<EarningPolicyStore.Version>> all() {
    return tx.read(connection -> store.all(connection, null));
  }
}
