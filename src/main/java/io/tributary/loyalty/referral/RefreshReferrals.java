package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.loyalty.Promise;
import io.tributary.loyalty.coupon.CouponGifts;
import io.tributary.loyalty.ledger.SalePoints;
import io.tributary.loyalty.referral.ReferralFactStore.Kept;
import io.tributary.loyalty.referral.ReferralFactStore.Open;
import io.tributary.loyalty.referral.ReferralFactStore.Settled;
import io.tributary.loyalty.referral.ReferralFactStore.Stood;
import io.tributary.loyalty.referral.ReferralFactStore.Used;
import io.tributary.loyalty.referral.ReferralGiftStore.Owed;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps what referrals come to. Of a customer who used a code it reckons whether that can count,
 * and tells the referrer; of a referrer it decides, and tells the new customer; of both it posts
 * what is theirs. So each account is locked by its own customer's recomputation alone.
 */
@ApplicationScoped
class RefreshReferrals implements CustomerDerivation {
  private static final String ACTOR = "referral";

  private final ReferralPolicyStore policies;
  private final ReferralFactStore store;
  private final ReferralGiftStore gifts;
  private final ReferralSuspicionStore doubts;
  private final SalePoints ledger;
  private final CouponGifts coupons;

  RefreshReferrals(
      ReferralPolicyStore policies,
      ReferralFactStore store,
      ReferralGiftStore gifts,
      ReferralSuspicionStore doubts,
      SalePoints ledger,
      CouponGifts coupons) {
    this.policies = policies;
    this.store = store;
    this.gifts = gifts;
    this.doubts = doubts;
    this.ledger = ledger;
    this.coupons = coupons;
  }

  /** Before bonuses and missions, which ask for rewarded referrals. */
  @Override
  public int order() {
    return 29;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.EVENT, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return policies
        .all(connection)
        .chain(
            all ->
                all.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : addUses(connection, customers, all)
                        .chain(() -> store.lock(connection, customers))
                        .chain(
                            any ->
                                any
                                    ? reckon(connection, customers, all)
                                    : Uni.createFrom().voidItem()));
  }

  private Uni<Void> addUses(
      SqlConnection connection, List<UUID> customers, List<PublishedReferralPolicy> all) {
    return store
        .uses(connection, customers)
        .chain(
            uses ->
                store.add(
                    connection, uses.stream().map(use -> Referrals.under(use, all)).toList()));
  }

  private Uni<Void> reckon(
      SqlConnection connection, List<UUID> customers, List<PublishedReferralPolicy> all) {
    Map<UUID, PublishedReferralPolicy> byId =
        all.stream().collect(Collectors.toMap(PublishedReferralPolicy::uuid, Function.identity()));
    Set<UUID> told = new HashSet<>();
    return store
        .standing(connection, customers, all)
        .map(used -> changed(used, byId))
        .invoke(stood -> stood.forEach(one -> told.add(one.kept().referrer())))
        .chain(stood -> store.keepStanding(connection, stood))
        .chain(() -> store.changed(connection, customers))
        .chain(open -> decide(connection, open, byId))
        .invoke(referred -> told.addAll(referred))
        .chain(() -> settle(connection, customers, byId))
        .chain(() -> store.standingFor(connection, told))
        .chain(others -> ChangeQueue.note(connection, others));
  }

  /** The referrals of which something else is true of the new customer than was. */
  private static List<Stood> changed(List<Used> used, Map<UUID, PublishedReferralPolicy> byId) {
    Map<List<UUID>, List<Used>> ofPerson =
        used.stream()
            .collect(Collectors.groupingBy(one -> List.of(one.person(), one.kept().programme())));
    List<Stood> changed = new ArrayList<>();
    for (List<Used> all : ofPerson.values()) {
      Map<UUID, ReferralRule.Standing> standing =
          ReferralRule.standing(
              all.stream().map(one -> use(one, byId.get(one.kept().policy()))).toList());
      all.stream()
          .map(one -> new Stood(one.kept(), standing.get(one.kept().id())))
          .filter(one -> one.kept().changed() || !one.standing().equals(one.kept().standing()))
          .forEach(changed::add);
    }
    return changed;
  }

  private static ReferralRule.Use use(Used used, PublishedReferralPolicy policy) {
    return new ReferralRule.Use(
        used.kept().id(),
        used.kept().usedAt(),
        policy != null,
        used.same(),
        used.boughtBefore(),
        policy != null && policy.terms().qualifiesBy() == ReferralQualification.SIGN_UP,
        used.order(),
        used.orderedAt());
  }

  /** Decides for referrers; answers the new customers who are to hear of it. */
  private Uni<List<UUID>> decide(
      SqlConnection connection, List<Open> open, Map<UUID, PublishedReferralPolicy> byId) {
    if (open.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<Open> doubtful =
        open.stream()
            .filter(one -> ReferralRule.isOpen(one.kept().standing(), one.kept().known()))
            .toList();
    List<UUID> referrers = open.stream().map(Open::referrer).distinct().toList();
    List<UUID> budgets =
        open.stream()
            .map(one -> byId.get(one.kept().policy()))
            .filter(policy -> policy != null && policy.terms().budget() != null)
            .map(PublishedReferralPolicy::uuid)
            .distinct()
            .toList();
    return doubts
        .of(connection, doubtful)
        .chain(
            found ->
                gifts
                    .given(connection, referrers)
                    .chain(
                        given ->
                            gifts
                                .budgets(connection, budgets)
                                .chain(
                                    spent -> keep(connection, open, byId, found, given, spent))));
  }

  private Uni<List<UUID>> keep(
      SqlConnection connection,
      List<Open> open,
      Map<UUID, PublishedReferralPolicy> byId,
      Map<UUID, List<ReferralSuspicion>> found,
      Map<List<UUID>, Map<LocalDate, Integer>> given,
      Map<UUID, Long> spent) {
    Map<UUID, Long> before = Map.copyOf(spent);
    List<Settled> settled = new ArrayList<>();
    for (Open one : open) {
      Kept kept = one.kept();
      PublishedReferralPolicy policy = byId.get(kept.policy());
      Instant at = kept.standing().qualifiedAt();
      LocalDate day = policy == null || at == null ? null : LocalDate.ofInstant(at, policy.zone());
      Map<LocalDate, Integer> days =
          given.computeIfAbsent(List.of(one.referrer(), kept.programme()), key -> new HashMap<>());
      ReferralRule.Decided decided =
          ReferralRule.decide(
              policy == null ? null : policy.terms(),
              kept.standing(),
              kept.known(),
              found.getOrDefault(kept.id(), List.of()),
              day,
              new ReferralRule.Given(
                  days, policy == null ? 0 : spent.getOrDefault(policy.uuid(), 0L)));
      boolean isRewarded = decided.state() == ReferralState.REWARDED;
      boolean was = kept.state() == ReferralState.REWARDED;
      if (isRewarded != was) {
        int more = isRewarded ? 1 : -1;
        days.merge(day == null ? LocalDate.EPOCH : day, more, Integer::sum);
        spent.computeIfPresent(kept.policy(), (id, sum) -> sum + more * policy.terms().points());
      }
      settled.add(new Settled(kept, decided, day));
    }
    Map<UUID, Long> more = new HashMap<>();
    spent.forEach((policy, sum) -> more.put(policy, sum - before.get(policy)));
    more.values().removeIf(points -> points == 0);
    return store
        .keepDecided(connection, settled)
        .chain(() -> gifts.spend(connection, more))
        .replaceWith(
            settled.stream()
                .filter(one -> one.decided().state() != one.kept().state())
                .map(one -> one.kept().referred())
                .toList());
  }

  /** Gives each side what is theirs and takes back what is no longer. */
  private Uni<Void> settle(
      SqlConnection connection,
      Collection<UUID> customers,
      Map<UUID, PublishedReferralPolicy> byId) {
    return gifts
        .owed(connection, customers)
        .chain(
            owed ->
                owed.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : post(connection, owed, byId)
                        .chain(() -> coupons(connection, owed, byId))
                        .chain(coupons -> gifts.settled(connection, coupons)));
  }

  private static ReferralReward reward(Owed owed, PublishedReferralPolicy policy) {
    return owed.referrer() ? policy.terms().referrer() : policy.terms().referred();
  }

  private Uni<Void> post(
      SqlConnection connection, List<Owed> owed, Map<UUID, PublishedReferralPolicy> byId) {
    List<SalePoints.Part> parts = new ArrayList<>();
    for (Owed one : owed) {
      PublishedReferralPolicy policy = byId.get(one.kept().policy());
      ReferralReward reward = reward(one, policy);
      part(parts, one, policy, policy.terms().currency(), reward.points());
      part(parts, one, policy, ReferralPolicies.GROWTH, reward.growth());
    }
    return ledger.settle(connection, parts);
  }

  private static void part(
      List<SalePoints.Part> parts,
      Owed owed,
      PublishedReferralPolicy policy,
      String currency,
      long points) {
    if (points > 0) {
      Instant at = owed.kept().standing().qualifiedAt();
      Instant from = at == null ? owed.kept().usedAt() : at;
      String side = owed.referrer() ? "/referrer" : "/referred";
      parts.add(
          new SalePoints.Part(
              policy.programmeId(),
              currency,
              SalePoints.Target.whole(
                  owed.customer(),
                  TypeId.REFERRAL.encode(owed.kept().id()) + side,
                  from,
                  owed.isDue() ? points : 0,
                  ACTOR,
                  policy.terms().activeAt(from, policy.zone()))));
    }
  }

  /** Gives coupons and takes back those that nobody has used; what each side has by now. */
  private Uni<Map<Owed, UUID>> coupons(
      SqlConnection connection, List<Owed> owed, Map<UUID, PublishedReferralPolicy> byId) {
    List<Promise<CouponGifts.Gift>> promises = new ArrayList<>();
    for (Owed one : owed) {
      UUID coupon = reward(one, byId.get(one.kept().policy())).couponId();
      promises.add(
          new Promise<>(
              one.isDue(),
              one.coupon(),
              coupon == null ? null : new CouponGifts.Gift(one.customer(), coupon)));
    }
    return Promise.keep(
            promises,
            back -> coupons.takeBack(connection, back),
            due -> coupons.give(connection, due))
        .map(
            has -> {
              Map<Owed, UUID> all = new LinkedHashMap<>();
              for (int i = 0; i < owed.size(); i++) {
                all.put(owed.get(i), has.get(i));
              }
              return all;
            });
  }
}
