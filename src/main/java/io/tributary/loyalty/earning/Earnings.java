package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.loyalty.earning.EarningStore.Kept;
import io.tributary.loyalty.earning.EarningStore.SoldOrder;
import io.tributary.loyalty.ledger.Activation;
import io.tributary.loyalty.ledger.BonusPoints;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.SalePoints;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Gives the points that sales earn and takes back what their returns call for. What a member's
 * sales earn is reckoned in the order in which they happened: one that comes late has those after
 * it reckoned anew, and the ledger is given the difference.
 */
@ApplicationScoped
class Earnings implements CustomerDerivation {
  private final EarningPolicyStore policies;
  private final EarningStore store;
  private final RuleLimitStore limitStore;
  private final PointsCurrencies currencies;
  private final SalePoints ledger;
  private final BonusPoints accounts;

  Earnings(
      EarningPolicyStore policies,
      EarningStore store,
      RuleLimitStore limitStore,
      PointsCurrencies currencies,
      SalePoints ledger,
      BonusPoints accounts) {
    this.policies = policies;
    this.store = store;
    this.limitStore = limitStore;
    this.currencies = currencies;
    this.ledger = ledger;
    this.accounts = accounts;
  }

  /** After tiers, whose rates depend on them. */
  @Override
  public int order() {
    return 30;
  }

  /** All: a visit may make the tier that a sale after it is reckoned by. */
  @Override
  public Set<FactKind> reads() {
    return EnumSet.allOf(FactKind.class);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return rules(connection, null)
        .chain(
            all -> {
              Uni<Void> done = Uni.createFrom().voidItem();
              for (Rules rules : all) {
                done = done.chain(() -> refresh(connection, customers, rules));
              }
              return done;
            });
  }

  /** The rules of one programme, or of all, by what they give. */
  Uni<List<Rules>> rules(SqlConnection connection, UUID programme) {
    return policies
        .all(connection, programme)
        .chain(
            versions -> {
              Map<List<Object>, List<PublishedEarningPolicy>> found = new LinkedHashMap<>();
              versions.forEach(
                  version ->
                      found
                          .computeIfAbsent(
                              List.of(
                                  version.programme(), version.policy().definition().currency()),
                              key -> new ArrayList<>())
                          .add(version.policy()));
              Uni<List<Rules>> all = Uni.createFrom().item(new ArrayList<>());
              for (Map.Entry<List<Object>, List<PublishedEarningPolicy>> each : found.entrySet()) {
                UUID id = (UUID) each.getKey().get(0);
                String code = (String) each.getKey().get(1);
                all =
                    all.chain(
                        before ->
                            currencies
                                .require(connection, id, code)
                                .map(
                                    currency -> {
                                      before.add(new Rules(id, currency, each.getValue()));
                                      return before;
                                    }));
              }
              return all;
            });
  }

  private Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Rules rules) {
    return store
        .changed(connection, customers, rules, rules.from())
        .chain(
            orders ->
                orders.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : store
                        .lines(connection, orders)
                        .chain(
                            lines ->
                                store
                                    .returns(connection, orders)
                                    .chain(
                                        returns ->
                                            limits(connection, rules, orders)
                                                .chain(
                                                    limits ->
                                                        post(
                                                            connection,
                                                            rules,
                                                            orders,
                                                            lines,
                                                            returns,
                                                            limits)))));
  }

  /**
   * What rules with a limit have given. Accounts are locked before budgets, as everywhere: what
   * many wait for comes last, and stays locked until the commit.
   */
  private Uni<RuleLimits> limits(SqlConnection connection, Rules rules, List<SoldOrder> orders) {
    List<EarningRule> limited = rules.limited();
    if (limited.isEmpty()) {
      return Uni.createFrom().item(new RuleLimits(Map.of(), Map.of()));
    }
    PointsCurrency currency = rules.currency();
    List<UUID> homes = orders.stream().map(SoldOrder::home).distinct().toList();
    List<UUID> customers = orders.stream().map(SoldOrder::customer).distinct().toList();
    List<String> budgets =
        limited.stream().filter(r -> r.budget() != null).map(EarningRule::name).distinct().toList();
    return accounts
        .lock(connection, currency, homes)
        .chain(() -> limitStore.lock(connection, currency, budgets))
        .chain(
            all ->
                limitStore
                    .members(
                        connection,
                        currency,
                        customers,
                        limited.stream().map(EarningRule::name).distinct().toList())
                    .map(members -> new RuleLimits(members, all)));
  }

  private Uni<Void> post(
      SqlConnection connection,
      Rules rules,
      List<SoldOrder> orders,
      Map<UUID, List<Sold.Line>> lines,
      Map<UUID, Map<String, Long>> returns,
      RuleLimits limits) {
    List<Kept> kept = new ArrayList<>();
    List<SalePoints.Target> targets = new ArrayList<>();
    Map<List<Object>, Long> earnedNow = new HashMap<>();
    orders.forEach(order -> limits.anew(order.customer(), order.gave()));
    for (SoldOrder order : orders) {
      PublishedEarningPolicy policy =
          (order.known() == null ? rules.at(order.at()) : rules.version(order.known()))
              .orElse(null);
      if (policy == null) {
        continue; // made before any version was effective
      }
      PointsCurrency currency = rules.currency();
      LocalDate day = LocalDate.ofInstant(order.at(), currency.zone());
      List<Object> personsDay = List.of(order.customer(), day);
      long before = order.dayBefore() + earnedNow.getOrDefault(personsDay, 0L);
      Sold sold = sold(order, lines.getOrDefault(order.order(), List.of()), before);
      Earned earned =
          policy
              .definition()
              .earned(
                  sold,
                  currency.zone(),
                  Currency.getInstance(currency.money()).getDefaultFractionDigits(),
                  limits.left(policy.definition(), order.customer(), order.applied()));
      Map<String, Long> gave = RuleLimits.kept(earned.gave(), order.total(), order.refunded());
      limits.reckoned(policy.definition(), order.customer(), order.gave(), gave);
      earnedNow.merge(personsDay, earned.points(), Long::sum);
      kept.add(new Kept(order, policy.number(), before, earned, gave));
      EarningActivation activation = policy.definition().activation();
      targets.add(
          target(
              order,
              sold,
              earned,
              returns.getOrDefault(order.order(), Map.of()),
              activation == null
                  ? null
                  : activation.of(order.at(), order.delivered(), currency.zone())));
    }
    return targets.isEmpty()
        ? Uni.createFrom().voidItem()
        : ledger
            .settle(connection, rules.currency(), targets)
            .chain(() -> store.keep(connection, rules, kept))
            .chain(() -> limitStore.give(connection, rules.currency(), limits.added()));
  }

  private static Sold sold(SoldOrder order, List<Sold.Line> lines, long before) {
    // an order at nothing, or cancelled, earns nothing, whatever its lines say
    return new Sold(
        order.at(),
        order.channel(),
        order.store(),
        order.counts(),
        lines,
        order.tier(),
        order.first(),
        before);
  }

  /** What the ledger is to make of an order: values by line, and what came back of each. */
  private static SalePoints.Target target(
      SoldOrder order, Sold sold, Earned earned, Map<String, Long> returns, Activation activation) {
    List<Sold.Line> lines = sold.parts();
    long sum = lines.stream().mapToLong(line -> Math.max(0, line.amountMinor())).sum();
    List<SalePoints.Line> parts = new ArrayList<>();
    long upTo = 0;
    long valued = 0;
    long named = 0;
    for (int i = 0; i < lines.size(); i++) {
      Sold.Line line = lines.get(i);
      upTo += Math.max(0, line.amountMinor());
      long value =
          sum == 0 ? (i == 0 ? order.total() : 0) : share(order.total(), upTo, sum) - valued;
      valued += value;
      boolean one =
          line.sku() != null
              && lines.stream().filter(other -> line.sku().equals(other.sku())).count() == 1;
      long back = one ? Math.min(value, returns.getOrDefault(line.sku(), 0L)) : 0;
      named += back;
      parts.add(new SalePoints.Line(line.key(), value, earned.lines().get(i).points(), back));
    }
    return new SalePoints.Target(
        order.home(),
        EarningStore.sale(order.order()),
        order.at(),
        parts,
        Math.max(0, order.refunded() - named),
        order.returnedAt(),
        order.externalId(),
        activation);
  }

  private static long share(long total, long part, long sum) {
    return java.math.BigInteger.valueOf(total)
        .multiply(java.math.BigInteger.valueOf(part))
        .divide(java.math.BigInteger.valueOf(sum))
        .longValueExact();
  }
}
