package io.tributary.loyalty.mission;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.tributary.loyalty.Promise;
import io.tributary.loyalty.coupon.CouponGifts;
import io.tributary.loyalty.ledger.SalePoints;
import io.tributary.loyalty.mission.MissionFactStore.Kept;
import io.tributary.loyalty.mission.MissionFactStore.Rewarded;
import io.tributary.loyalty.mission.MissionFactStore.Wanted;
import io.tributary.loyalty.mission.MissionRule.Progress;
import io.tributary.loyalty.reward.RewardGifts;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;

/** Keeps how far members are in missions, and gives what each completion calls for. */
@ApplicationScoped
class RefreshMissions implements CustomerDerivation {
  private static final String ACTOR = "mission";

  private final MissionStore missions;
  private final MissionFactStore store;
  private final SalePoints ledger;
  private final CouponGifts coupons;
  private final RewardGifts rewards;

  RefreshMissions(
      MissionStore missions,
      MissionFactStore store,
      SalePoints ledger,
      CouponGifts coupons,
      RewardGifts rewards) {
    this.missions = missions;
    this.store = store;
    this.ledger = ledger;
    this.coupons = coupons;
    this.rewards = rewards;
  }

  /** After tiers and referrals, which missions ask for. */
  @Override
  public int order() {
    return 32;
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return missions
        .all(connection)
        .chain(
            all ->
                all.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : store
                        .standing(connection, customers)
                        .chain(standing -> refresh(connection, customers, standing, all, asOf)));
  }

  private Uni<Void> refresh(
      SqlConnection connection,
      List<UUID> customers,
      List<UUID> standing,
      Map<UUID, List<PublishedMission>> all,
      Instant asOf) {
    Set<UUID> programmes = new HashSet<>();
    all.values()
        .forEach(
            versions ->
                versions.stream()
                    .filter(version -> !version.terms().tiers().isEmpty())
                    .forEach(version -> programmes.add(version.programmeId())));
    return store
        .facts(connection, standing, wanted(all.values()))
        .chain(
            facts ->
                store
                    .tiers(connection, standing, programmes)
                    .chain(
                        tiers ->
                            missions
                                .joined(connection, standing)
                                .chain(
                                    joined ->
                                        keep(
                                            connection,
                                            customers,
                                            standing,
                                            all,
                                            facts,
                                            tiers,
                                            joined,
                                            asOf))));
  }

  /** What any version of any mission asks for. */
  static Wanted wanted(Collection<List<PublishedMission>> all) {
    Instant since = Instant.MAX;
    Instant until = Instant.MIN;
    Set<MissionStepKind> kinds = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (List<PublishedMission> versions : all) {
      for (PublishedMission version : versions) {
        MissionTerms terms = version.terms();
        since = terms.since().isBefore(since) ? terms.since() : since;
        until =
            until == null || terms.until() == null
                ? null
                : terms.until().isAfter(until) ? terms.until() : until;
        for (MissionStep step : terms.steps()) {
          kinds.add(step.kind());
          names.addAll(step.eventNames());
        }
      }
    }
    Set<String> events = new HashSet<>();
    if (kinds.contains(MissionStepKind.CHECK_IN)) {
      events.add("VISIT");
    }
    if (kinds.contains(MissionStepKind.REVIEW)) {
      events.add("COMMENT");
    }
    return new Wanted(
        since,
        until,
        kinds.stream().anyMatch(MissionStepKind::isOfOrders),
        kinds.contains(MissionStepKind.PURCHASE),
        events,
        names,
        kinds.contains(MissionStepKind.REFERRAL));
  }

  private Uni<Void> keep(
      SqlConnection connection,
      List<UUID> customers,
      List<UUID> standing,
      Map<UUID, List<PublishedMission>> all,
      Map<UUID, List<MissionFact>> facts,
      Map<List<UUID>, TreeMap<Instant, String>> tiers,
      Map<List<UUID>, Instant> joined,
      Instant asOf) {
    List<Kept> kept = new ArrayList<>();
    Map<List<Object>, Rewarded> due = new LinkedHashMap<>();
    for (UUID customer : standing) {
      for (List<PublishedMission> versions : all.values()) {
        UUID mission = versions.get(0).uuid();
        Instant since = joined.get(List.of(customer, mission));
        SortedMap<LocalDate, Progress> windows =
            MissionRule.progress(
                versions,
                facts.getOrDefault(customer, List.of()),
                versions.get(0).zone(),
                (version, fact) ->
                    counts(
                        version, fact, since, tiers.get(List.of(customer, version.programmeId()))));
        if (!windows.isEmpty()) {
          Progress last = windows.get(windows.lastKey());
          kept.add(
              new Kept(
                  customer,
                  mission,
                  windows.lastKey(),
                  last.number(),
                  last.completions().size(),
                  last.have()));
        }
        windows.forEach(
            (window, progress) ->
                progress
                    .completions()
                    .forEach(
                        one -> {
                          Rewarded reward =
                              new Rewarded(
                                  one.home(),
                                  mission,
                                  window,
                                  one.round(),
                                  one.number(),
                                  one.at(),
                                  true,
                                  null,
                                  null,
                                  null);
                          due.put(reward.key(), reward);
                        }));
      }
    }
    return store
        .keep(connection, customers, kept, asOf)
        .chain(() -> store.rewards(connection, standing))
        .chain(known -> settle(connection, all, due, known));
  }

  private static boolean counts(
      PublishedMission version, MissionFact fact, Instant joined, TreeMap<Instant, String> tiers) {
    MissionTerms terms = version.terms();
    if (terms.joined() && (joined == null || fact.at().isBefore(joined))) {
      return false;
    }
    if (terms.tiers().isEmpty()) {
      return true;
    }
    Map.Entry<Instant, String> then = tiers == null ? null : tiers.floorEntry(fact.at());
    return then != null && terms.tiers().contains(then.getValue());
  }

  /**
   * Gives what completions call for, what is owed if it is there by now, and takes back what none
   * calls for any more.
   */
  private Uni<Void> settle(
      SqlConnection connection,
      Map<UUID, List<PublishedMission>> all,
      Map<List<Object>, Rewarded> due,
      List<Rewarded> known) {
    Map<List<Object>, Rewarded> before = new LinkedHashMap<>();
    known.forEach(one -> before.put(one.key(), one));
    List<Rewarded> changed = new ArrayList<>();
    due.values().stream().filter(one -> !before.containsKey(one.key())).forEach(changed::add);
    due.values().stream()
        .map(one -> before.get(one.key()))
        .filter(one -> one != null && (!one.given() || one.owed() != null))
        .map(one -> one.standing(true))
        .forEach(changed::add);
    known.stream()
        .filter(one -> one.given() && !due.containsKey(one.key()))
        .map(one -> one.standing(false))
        .forEach(changed::add);
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return points(connection, all, changed)
        .chain(() -> coupons(connection, all, changed))
        .chain(with -> claims(connection, all, with))
        .chain(with -> store.keepRewards(connection, with));
  }

  private static MissionTerms terms(Map<UUID, List<PublishedMission>> all, Rewarded one) {
    return all.get(one.mission()).get(one.number() - 1).terms();
  }

  private Uni<Void> points(
      SqlConnection connection, Map<UUID, List<PublishedMission>> all, List<Rewarded> changed) {
    List<SalePoints.Part> parts = new ArrayList<>();
    for (Rewarded one : changed) {
      MissionTerms terms = terms(all, one);
      if (terms.points() > 0) {
        String name =
            "%s/%s/%d".formatted(TypeId.MISSION.encode(one.mission()), one.window(), one.round());
        parts.add(
            new SalePoints.Part(
                all.get(one.mission()).get(0).programmeId(),
                terms.currency(),
                SalePoints.Target.whole(
                    one.customer(),
                    name,
                    one.completedAt(),
                    one.given() ? terms.points() : 0,
                    ACTOR,
                    null)));
      }
    }
    return ledger.settle(connection, parts);
  }

  /** Gives coupons and takes back those that nobody has used. */
  private Uni<List<Rewarded>> coupons(
      SqlConnection connection, Map<UUID, List<PublishedMission>> all, List<Rewarded> changed) {
    List<Promise<CouponGifts.Gift>> promises = new ArrayList<>();
    for (Rewarded one : changed) {
      UUID coupon = terms(all, one).coupon();
      promises.add(
          new Promise<>(
              one.given(),
              one.coupon(),
              coupon == null ? null : new CouponGifts.Gift(one.customer(), coupon)));
    }
    return Promise.keep(
            promises,
            back -> coupons.takeBack(connection, back),
            due -> coupons.give(connection, due))
        .map(has -> each(changed, has, (one, code) -> one.with(code, one.claim(), one.owed())));
  }

  /**
   * Gives rewards of the list, as long as there are any, and cancels their claims; what there was
   * none of is owed.
   */
  private Uni<List<Rewarded>> claims(
      SqlConnection connection, Map<UUID, List<PublishedMission>> all, List<Rewarded> changed) {
    List<Promise<RewardGifts.Gift>> promises = new ArrayList<>();
    for (Rewarded one : changed) {
      UUID reward = terms(all, one).reward();
      promises.add(
          new Promise<>(
              one.given(),
              one.claim(),
              reward == null ? null : new RewardGifts.Gift(one.customer(), reward)));
    }
    return Promise.keep(
            promises,
            back -> rewards.takeBack(connection, back).replaceWith(Set.of()),
            due -> rewards.give(connection, due))
        .map(
            has ->
                each(
                    changed,
                    has,
                    (one, claim) -> {
                      UUID reward = terms(all, one).reward();
                      boolean isOwed = one.given() && claim == null;
                      return one.with(one.coupon(), claim, isOwed ? reward : null);
                    }));
  }

  private static List<Rewarded> each(
      List<Rewarded> all, List<UUID> has, BiFunction<Rewarded, UUID, Rewarded> with) {
    List<Rewarded> after = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      after.add(with.apply(all.get(i), has.get(i)));
    }
    return after;
  }
}
