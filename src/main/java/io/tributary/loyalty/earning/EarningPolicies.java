package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.Programmes;
import io.tributary.loyalty.ledger.Activation;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Publishes what sales earn, and tries rules on a sale without writing anything. */
@ApplicationScoped
class EarningPolicies implements NodeLoader {
  private static final UUID NOBODY = new UUID(0, 0);

  private final EarningPolicyStore store;
  private final Earnings earnings;
  private final MemberSoFarStore members;
  private final RuleLimitStore limitStore;
  private final Programmes programmes;
  private final PointsCurrencies currencies;
  private final Tx tx;
  private final Clock clock;

  EarningPolicies(
      EarningPolicyStore store,
      Earnings earnings,
      MemberSoFarStore members,
      RuleLimitStore limitStore,
      Programmes programmes,
      PointsCurrencies currencies,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.earnings = earnings;
    this.members = members;
    this.limitStore = limitStore;
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
            });
  }

  /**
   * What a sale would earn of the first currency that there are rules for.
   *
   * @throws ApiException as {@link #simulateAll}
   */
  Uni<EarnedPoints> simulate(SimulateEarningInput input, UUID customer) {
    return simulateAll(input, customer).map(all -> all.get(0));
  }

  /**
   * What a sale would earn of each currency; of that of the draft alone when there is one.
   *
   * @param customer for whom; null for nobody in particular
   * @throws ApiException NOT_FOUND when there are no rules for it, or no such customer;
   *     INVALID_INPUT
   */
  Uni<List<EarnedPoints>> simulateAll(SimulateEarningInput input, UUID customer) {
    return (input.draft() == null ? byPublished(input) : byDraft(input.draft()))
        .chain(
            tries ->
                tx.read(
                    connection -> {
                      Uni<List<EarnedPoints>> all = Uni.createFrom().item(new ArrayList<>());
                      for (Try one : tries) {
                        all =
                            all.call(
                                found ->
                                    earned(connection, input, one, customer).invoke(found::add));
                      }
                      return all;
                    }));
  }

  /**
   * Rules to try.
   *
   * @param number of their version; null for a draft
   */
  private record Try(EarningRules rules, Integer number, PointsCurrency currency) {}

  private Uni<List<Try>> byDraft(EarningPolicyInput draft) {
    return programmes
        .require(draft.programme())
        .chain(
            programme -> {
              EarningRules rules = EarningDraft.of(draft, programme.currency());
              return currencies
                  .require(draft.programme(), rules.currency())
                  .map(currency -> List.of(new Try(rules, null, currency)));
            });
  }

  private Uni<List<Try>> byPublished(SimulateEarningInput input) {
    Uni<UUID> programme =
        input.programme() == null
            ? Uni.createFrom().nullItem()
            : programmes.require(input.programme()).map(found -> found.uuid());
    return programme
        .chain(id -> tx.read(connection -> earnings.rules(connection, id)))
        .map(
            all -> {
              Instant at = at(input);
              List<Try> tries = new ArrayList<>();
              for (Rules rules : all) {
                boolean isSame =
                    tries.isEmpty()
                        || rules.programme().equals(tries.get(0).currency().programmeId());
                rules
                    .at(at)
                    .filter(version -> isSame)
                    .ifPresent(
                        version ->
                            tries.add(
                                new Try(version.definition(), version.number(), rules.currency())));
              }
              if (tries.isEmpty()) {
                throw new ApiException(
                    ErrorKind.NOT_FOUND,
                    "No rules were in force then. Publish some, or try a draft.");
              }
              return tries;
            });
  }

  private Instant at(SimulateEarningInput input) {
    return input.at() == null ? clock.instant() : input.at().toInstant();
  }

  private Uni<EarnedPoints> earned(
      SqlConnection connection, SimulateEarningInput input, Try one, UUID customer) {
    PointsCurrency currency = one.currency();
    if (customer == null) {
      return Uni.createFrom().item(earned(input, one, null, new RuleLimits(Map.of(), Map.of())));
    }
    return members
        .soFar(connection, currency.programmeId(), currency, customer, at(input))
        .map(
            found ->
                found.orElseThrow(
                    () -> ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer))))
        .chain(
            member ->
                limits(connection, one, member).map(limits -> earned(input, one, member, limits)));
  }

  private Uni<RuleLimits> limits(SqlConnection connection, Try one, MemberSoFar member) {
    List<String> names = one.rules().limited().stream().map(EarningRule::name).toList();
    return names.isEmpty()
        ? Uni.createFrom().item(new RuleLimits(Map.of(), Map.of()))
        : limitStore
            .members(connection, one.currency(), List.of(member.customer()), names)
            .chain(
                given ->
                    limitStore
                        .given(connection, one.currency(), names)
                        .map(all -> new RuleLimits(given, all)));
  }

  private EarnedPoints earned(
      SimulateEarningInput input, Try one, MemberSoFar member, RuleLimits limits) {
    PointsCurrency currency = one.currency();
    Sold sold = EarningDraft.sold(input, currency.money(), FactKeys.utc(clock.instant()), member);
    Earned earned =
        one.rules()
            .earned(
                sold,
                currency.zone(),
                Currency.getInstance(currency.money()).getDefaultFractionDigits(),
                limits.left(one.rules(), member == null ? NOBODY : member.customer(), List.of()));
    EarningActivation activation = one.rules().activation();
    Activation active =
        activation == null
            ? new Activation(currency.activeAt(sold.at()), null)
            : activation.of(sold.at(), null, currency.zone());
    return new EarnedPoints(
        currency.code(),
        earned.points(),
        earned.applied(),
        one.number(),
        FactKeys.utc(active.at()),
        active.at() == null ? active.awaits() : null,
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
