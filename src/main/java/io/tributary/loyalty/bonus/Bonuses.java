package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.loyalty.Programmes;
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

/** Sets bonuses, and gives the points that members' facts call for. */
@ApplicationScoped
class Bonuses implements CustomerDerivation, NodeLoader {
  private final BonusStore store;
  private final BonusPoints ledger;
  private final SalePoints grounds;
  private final PointsCurrencies currencies;
  private final Tx tx;
  private final Clock clock;

  Bonuses(
      BonusStore store,
      BonusPoints ledger,
      SalePoints grounds,
      PointsCurrencies currencies,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.grounds = grounds;
    this.currencies = currencies;
    this.tx = tx;
    this.clock = clock;
  }

  /** Adds a bonus, or changes the one of its name. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  Uni<EventBonus> set(SetEventBonusInput input) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return currencies
        .require(input.programme(), input.currency())
        .chain(currency -> store.save(BonusDraft.of(input, Ids.next(), currency, now), now))
        .onFailure(Programmes::isTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT, "Somebody set this bonus at the same time. Try again."))
        .chain(
            id -> tx.read(connection -> store.byIds(connection, List.of(id))).map(f -> f.get(id)));
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
        .ofProgrammes(connection, null)
        .chain(
            bonuses ->
                bonuses.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : store
                        .facts(connection, customers, since(bonuses))
                        .chain(
                            facts ->
                                occasions(connection, bonuses, customers, asOf)
                                    .chain(
                                        days -> {
                                          List<BonusStore.BonusFact> all = new ArrayList<>(facts);
                                          all.addAll(days);
                                          return byCurrency(connection, bonuses, all);
                                        }))
                        .chain(() -> turn(connection, bonuses, customers)));
  }

  /** Takes back what was given for referrals that no longer are rewarded, and gives it again. */
  private Uni<Void> turn(SqlConnection connection, List<EventBonus> bonuses, List<UUID> customers) {
    if (bonuses.stream().noneMatch(bonus -> bonus.occasion() == BonusOccasion.REFERRAL)) {
      return Uni.createFrom().voidItem();
    }
    Map<UUID, EventBonus> byId =
        bonuses.stream().collect(Collectors.toMap(EventBonus::uuid, bonus -> bonus));
    return store
        .turned(connection, customers)
        .chain(
            all -> {
              Map<UUID, List<BonusStore.Turned>> parts =
                  all.stream()
                      .filter(one -> byId.containsKey(one.fact().bonus()))
                      .collect(
                          Collectors.groupingBy(
                              one -> byId.get(one.fact().bonus()).currencyId(),
                              TreeMap::new,
                              Collectors.toList()));
              Uni<Void> done = Uni.createFrom().voidItem();
              for (Map.Entry<UUID, List<BonusStore.Turned>> part : parts.entrySet()) {
                done =
                    done.chain(() -> currencies.require(connection, part.getKey()))
                        .chain(currency -> turn(connection, currency, byId, part.getValue()));
              }
              return done;
            });
  }

  private Uni<Void> turn(
      SqlConnection connection,
      PointsCurrency currency,
      Map<UUID, EventBonus> bonuses,
      List<BonusStore.Turned> turned) {
    Map<UUID, Long> spent = new HashMap<>();
    turned.stream()
        .filter(one -> bonuses.get(one.fact().bonus()).budget() != null)
        .forEach(
            one ->
                spent.merge(
                    one.fact().bonus(), one.due() ? one.points() : -one.points(), Long::sum));
    return grounds
        .settle(
            connection,
            currency,
            turned.stream()
                .map(
                    one ->
                        ground(
                            bonuses.get(one.fact().bonus()),
                            one.fact(),
                            one.due() ? one.points() : 0))
                .toList())
        .chain(() -> store.budgets(connection, spent.keySet()))
        .chain(() -> store.spend(connection, spent))
        .chain(() -> store.turn(connection, currency.uuid(), turned));
  }

  /** What a fact that may cease to be gives, under a name by which the ledger takes it back. */
  private static SalePoints.Target ground(
      EventBonus bonus, BonusStore.BonusFact fact, long points) {
    return SalePoints.Target.whole(
        fact.home(), bonus.getId() + "/" + fact.id(), fact.at(), points, "bonus", null);
  }

  private Uni<List<BonusStore.BonusFact>> occasions(
      SqlConnection connection, List<EventBonus> bonuses, List<UUID> customers, Instant asOf) {
    return bonuses.stream().anyMatch(bonus -> bonus.occasion().isYearly())
        ? store.occasions(connection, customers, asOf)
        : Uni.createFrom().item(List.of());
  }

  private static Instant since(List<EventBonus> bonuses) {
    return bonuses.stream()
        .map(bonus -> bonus.since().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private Uni<Void> byCurrency(
      SqlConnection connection, List<EventBonus> bonuses, List<BonusStore.BonusFact> facts) {
    Map<UUID, EventBonus> byId =
        bonuses.stream().collect(Collectors.toMap(EventBonus::uuid, bonus -> bonus));
    Map<UUID, List<BonusStore.BonusFact>> parts =
        facts.stream()
            .filter(fact -> byId.containsKey(fact.bonus()))
            .collect(
                Collectors.groupingBy(
                    fact -> byId.get(fact.bonus()).currencyId(),
                    TreeMap::new, // locks are taken in one order
                    Collectors.toList()));
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Map.Entry<UUID, List<BonusStore.BonusFact>> part : parts.entrySet()) {
      done =
          done.chain(() -> currencies.require(connection, part.getKey()))
              .chain(currency -> give(connection, currency, byId, part.getValue()));
    }
    return done;
  }

  /** Accounts are locked before budgets, as everywhere: what many wait for comes last. */
  private Uni<Void> give(
      SqlConnection connection,
      PointsCurrency currency,
      Map<UUID, EventBonus> bonuses,
      List<BonusStore.BonusFact> facts) {
    List<UUID> homes = facts.stream().map(BonusStore.BonusFact::home).distinct().toList();
    List<UUID> limited =
        facts.stream()
            .map(BonusStore.BonusFact::bonus)
            .distinct()
            .filter(id -> bonuses.get(id).budget() != null)
            .toList();
    return ledger
        .lock(connection, currency, homes)
        .chain(() -> store.before(connection, facts))
        .chain(
            before ->
                store
                    .budgets(connection, limited)
                    .map(given -> new Tally(before, given))
                    .chain(tally -> give(connection, currency, bonuses, facts, tally)));
  }

  private Uni<Void> give(
      SqlConnection connection,
      PointsCurrency currency,
      Map<UUID, EventBonus> bonuses,
      List<BonusStore.BonusFact> facts,
      Tally tally) {
    List<BonusStore.Kept> kept = new ArrayList<>();
    List<BonusPoints.Gift> gifts = new ArrayList<>();
    List<SalePoints.Target> taken = new ArrayList<>();
    Map<UUID, Long> spent = new HashMap<>();
    for (BonusStore.BonusFact fact : facts) {
      EventBonus bonus = bonuses.get(fact.bonus());
      LocalDate day = LocalDate.ofInstant(fact.at(), currency.zone());
      LocalDate window = bonus.per().firstDay(day);
      BonusRule.Decided decided =
          BonusRule.decide(bonus, tally.before(fact.customer(), fact.bonus(), window, day));
      tally.add(fact.customer(), fact.bonus(), window, day, decided.points());
      kept.add(new BonusStore.Kept(fact, day, window, decided));
      if (decided.points() > 0) {
        if (bonus.occasion() == BonusOccasion.REFERRAL) {
          taken.add(ground(bonus, fact, decided.points()));
        } else {
          gifts.add(
              new BonusPoints.Gift(
                  fact.home(),
                  bonus.getId() + "/" + fact.id(),
                  decided.points(),
                  bonus.name(),
                  fact.at()));
        }
        if (bonus.budget() != null) {
          spent.merge(bonus.uuid(), decided.points(), Long::sum);
        }
      }
    }
    return ledger
        .give(connection, currency, gifts)
        .chain(
            () ->
                taken.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : grounds.settle(connection, currency, taken))
        .chain(() -> store.spend(connection, spent))
        .chain(() -> store.keep(connection, currency.uuid(), kept));
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
