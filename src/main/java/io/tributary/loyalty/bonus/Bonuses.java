package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.loyalty.ledger.BonusPoints;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.SalePoints;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sets bonuses, and gives the points that members' facts call for. A member's facts are reckoned in
 * the order in which they happened: one that comes late has those after it reckoned anew, each by
 * the version of the bonus that was in force then, and the ledger is given the difference.
 */
@ApplicationScoped
class Bonuses implements CustomerDerivation, NodeLoader {
  private final BonusStore store;
  private final BonusFactStore factStore;
  private final BonusGiftStore gifts;
  private final SalePoints ledger;
  private final BonusPoints locks;
  private final PointsCurrencies currencies;
  private final Tx tx;
  private final Clock clock;

  Bonuses(
      BonusStore store,
      BonusFactStore factStore,
      BonusGiftStore gifts,
      SalePoints ledger,
      BonusPoints locks,
      PointsCurrencies currencies,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.factStore = factStore;
    this.gifts = gifts;
    this.ledger = ledger;
    this.locks = locks;
    this.currencies = currencies;
    this.tx = tx;
    this.clock = clock;
  }

  /** Adds a bonus, or changes the one of its name. NOT_FOUND, INVALID_INPUT. */
  Uni<EventBonus> set(SetEventBonusInput input) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return currencies
        .require(input.programme(), input.currency())
        .map(currency -> BonusDraft.of(input, Ids.next(), currency, now))
        .chain(
            bonus ->
                tx.write(
                    connection ->
                        store
                            .save(connection, bonus, now)
                            .chain(
                                id -> store.byIds(connection, List.of(id)).map(f -> f.get(id)))));
  }

  /** After what sales earn. */
  @Override
  public int order() {
    return 31;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.EVENT, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return store
        .versions(connection)
        .chain(
            versions ->
                versions.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : turn(connection, versions, customers)
                        .chain(() -> factStore.facts(connection, customers, since(versions)))
                        .chain(
                            facts ->
                                occasions(connection, versions, customers, asOf)
                                    .chain(
                                        days -> {
                                          List<BonusFactStore.BonusFact> all =
                                              new ArrayList<>(facts);
                                          all.addAll(days);
                                          return factStore.placed(connection, customers, all);
                                        }))
                        .chain(placed -> byCurrency(connection, versions, placed)));
  }

  /**
   * Takes back what was given for referrals that no longer are rewarded, and gives it again. It is
   * first, since what others get may depend on it.
   */
  private Uni<Void> turn(
      SqlConnection connection,
      Map<UUID, Map<Integer, EventBonus>> versions,
      List<UUID> customers) {
    if (all(versions).noneMatch(bonus -> bonus.occasion() == BonusOccasion.REFERRAL)) {
      return Uni.createFrom().voidItem();
    }
    return factStore
        .turned(connection, customers)
        .chain(
            all -> {
              Map<UUID, List<BonusFactStore.Turned>> parts =
                  all.stream()
                      .collect(
                          Collectors.groupingBy(
                              one -> of(versions, one.fact()).currencyId(),
                              TreeMap::new,
                              Collectors.toList()));
              Uni<Void> done = Uni.createFrom().voidItem();
              for (Map.Entry<UUID, List<BonusFactStore.Turned>> part : parts.entrySet()) {
                done =
                    done.chain(() -> currencies.require(connection, part.getKey()))
                        .chain(currency -> turn(connection, currency, versions, part.getValue()));
              }
              return done;
            });
  }

  private Uni<Void> turn(
      SqlConnection connection,
      PointsCurrency currency,
      Map<UUID, Map<Integer, EventBonus>> versions,
      List<BonusFactStore.Turned> turned) {
    Map<UUID, Long> spent = new HashMap<>();
    turned.stream()
        .filter(one -> of(versions, one.fact()).budget() != null)
        .forEach(
            one ->
                spent.merge(
                    one.fact().bonus(), one.due() ? one.points() : -one.points(), Long::sum));
    List<SalePoints.Target> targets =
        turned.stream()
            .map(one -> target(of(versions, one.fact()), one.fact(), one.due() ? one.points() : 0))
            .toList();
    return ledger
        .settle(connection, currency, targets)
        .chain(() -> gifts.budgets(connection, spent.keySet()))
        .chain(() -> gifts.spend(connection, spent))
        .chain(() -> gifts.turn(connection, currency.uuid(), turned));
  }

  private static EventBonus of(
      Map<UUID, Map<Integer, EventBonus>> versions, BonusFactStore.BonusFact fact) {
    return versions.get(fact.bonus()).get(fact.number());
  }

  /** What a fact gives, under a name by which the ledger takes it back. */
  private static SalePoints.Target target(
      EventBonus bonus, BonusFactStore.BonusFact fact, long points) {
    return SalePoints.Target.gift(
        fact.home(), "bonus/" + bonus.getId() + "/" + fact.id(), fact.at(), points, bonus.name());
  }

  private Uni<List<BonusFactStore.BonusFact>> occasions(
      SqlConnection connection,
      Map<UUID, Map<Integer, EventBonus>> versions,
      List<UUID> customers,
      Instant asOf) {
    return all(versions).anyMatch(bonus -> bonus.occasion().isYearly())
        ? factStore.occasions(connection, customers, asOf)
        : Uni.createFrom().item(List.of());
  }

  private static Stream<EventBonus> all(Map<UUID, Map<Integer, EventBonus>> versions) {
    return versions.values().stream().flatMap(of -> of.values().stream());
  }

  private static Instant since(Map<UUID, Map<Integer, EventBonus>> versions) {
    return all(versions)
        .map(bonus -> bonus.since().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private Uni<Void> byCurrency(
      SqlConnection connection,
      Map<UUID, Map<Integer, EventBonus>> versions,
      List<BonusFactStore.PlacedFact> facts) {
    Map<UUID, List<BonusFactStore.PlacedFact>> parts =
        facts.stream()
            .filter(placed -> versions.containsKey(placed.fact().bonus()))
            .collect(
                Collectors.groupingBy(
                    placed ->
                        versions
                            .get(placed.fact().bonus())
                            .get(placed.fact().number())
                            .currencyId(),
                    TreeMap::new, // locks are taken in one order
                    Collectors.toList()));
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Map.Entry<UUID, List<BonusFactStore.PlacedFact>> part : parts.entrySet()) {
      done =
          done.chain(() -> currencies.require(connection, part.getKey()))
              .chain(currency -> give(connection, currency, versions, part.getValue()));
    }
    return done;
  }

  /** Accounts are locked before budgets, as everywhere: what many wait for comes last. */
  private Uni<Void> give(
      SqlConnection connection,
      PointsCurrency currency,
      Map<UUID, Map<Integer, EventBonus>> versions,
      List<BonusFactStore.PlacedFact> placed) {
    List<BonusFactStore.BonusFact> facts =
        placed.stream().map(BonusFactStore.PlacedFact::fact).toList();
    List<UUID> homes = facts.stream().map(BonusFactStore.BonusFact::home).distinct().toList();
    List<UUID> limited =
        facts.stream()
            .map(BonusFactStore.BonusFact::bonus)
            .distinct()
            .filter(id -> versions.get(id).values().stream().anyMatch(v -> v.budget() != null))
            .toList();
    return locks
        .lock(connection, currency, homes)
        .chain(() -> gifts.before(connection, facts))
        .chain(
            before ->
                gifts
                    .budgets(connection, limited)
                    .map(given -> new Tally(before, given))
                    .chain(tally -> give(connection, currency, versions, placed, tally)));
  }

  private Uni<Void> give(
      SqlConnection connection,
      PointsCurrency currency,
      Map<UUID, Map<Integer, EventBonus>> versions,
      List<BonusFactStore.PlacedFact> facts,
      Tally tally) {
    List<BonusGiftStore.Kept> kept = new ArrayList<>();
    List<SalePoints.Target> targets = new ArrayList<>();
    Map<UUID, Long> spent = new HashMap<>();
    for (BonusFactStore.PlacedFact placed : facts) {
      BonusFactStore.BonusFact fact = placed.fact();
      tally.anew(fact.customer(), fact.bonus(), day(fact, currency), placed.had());
    }
    for (BonusFactStore.PlacedFact placed : facts) {
      BonusFactStore.BonusFact fact = placed.fact();
      EventBonus bonus = of(versions, fact);
      LocalDate day = day(fact, currency);
      long had = placed.had();
      BonusRule.Decided decided =
          BonusRule.decide(bonus, tally.before(fact.customer(), bonus, day, had));
      tally.add(fact.customer(), bonus, day, decided.points(), had);
      kept.add(new BonusGiftStore.Kept(placed, day, bonus.per().firstDay(day), decided));
      if (decided.points() != had) {
        targets.add(target(bonus, fact, decided.points()));
        if (bonus.budget() != null) {
          spent.merge(fact.bonus(), decided.points() - had, Long::sum);
        }
      }
    }
    Uni<Void> posted =
        targets.isEmpty()
            ? Uni.createFrom().voidItem()
            : ledger.settle(connection, currency, targets);
    return posted
        .chain(() -> gifts.spend(connection, spent))
        .chain(() -> gifts.keep(connection, currency.uuid(), kept));
  }

  private static LocalDate day(BonusFactStore.BonusFact fact, PointsCurrency currency) {
    return LocalDate.ofInstant(fact.at(), currency.zone());
  }

  @Override
  public TypeId type() {
    return TypeId.EVENT_BONUS;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id))).map(found -> found.get(id));
  }
}
