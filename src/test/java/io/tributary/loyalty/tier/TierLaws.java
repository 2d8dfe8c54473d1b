package io.tributary.loyalty.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.tier.Deed.Refund;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The invariants of tiers, named as in the design: T1, T3 to T9; T2 is held where there are points,
 * in {@link TierHistoriesTest}. Policies of every window and of one or several measures, zones with
 * midnight changes of clocks, deeds, returns and locks are drawn at random over four years.
 */
class TierLaws {
  private static final Instant BEGIN = Instant.parse("2020-02-27T00:00:00Z");
  private static final int HOURS = 4 * 366 * 24;
  private static final Instant SEEN = BEGIN.minus(Duration.ofDays(1));
  private static final String INVITED = "Black";
  private static final Duration MOMENT = Duration.ofNanos(1000);

  // ---- the laws

  @Property(tries = 400)
  void T1_more_spend_never_gives_a_lower_tier(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Deed> less,
      @ForAll("unreturned") List<Deed> extra,
      @ForAll Random random) {
    List<Deed> more = new ArrayList<>(extra);
    for (Deed p : less) {
      more.add(
          new Deed(p.measure(), p.at(), p.id(), p.amount() + random.nextInt(600), p.refunds()));
    }
    for (Instant at : instants(random)) {
      Replay of = replay(policies, less, at);
      assertTrue(replay(policies, more, at).place() >= of.place(), () -> "at " + at);
    }
  }

  @Property(tries = 200)
  void T3_the_same_facts_give_the_same_answer_in_any_order(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Deed> purchases,
      @ForAll Random random) {
    List<Deed> shuffled = new ArrayList<>(purchases);
    Collections.shuffle(shuffled, random);
    for (Instant at : instants(random)) {
      Replay of = replay(policies, purchases, at);
      assertEquals(of, replay(policies, shuffled, at));
      assertEquals(of.now(), replay(policies, shuffled, at).now());
    }
  }

  @Property(tries = 300)
  void T4_a_later_walk_begins_with_the_history_of_an_earlier_one(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Deed> purchases,
      @ForAll Random random) {
    List<TierChange> all = replay(policies, purchases, after(HOURS)).history();
    for (Instant at : instants(random)) {
      List<TierChange> until = all.stream().filter(c -> !c.at().isAfter(at)).toList();
      assertEquals(until, replay(policies, purchases, at).history());
    }
  }

  @Property(tries = 200)
  void T4_nothing_changes_before_the_next_due_time_and_daily_steps_miss_none(
      @ForAll("policies") List<TierPolicy> policies, @ForAll("purchases") List<Deed> purchases) {
    Instant end = after(HOURS);
    Replay kept = replay(policies, purchases, BEGIN);
    for (Instant day = BEGIN; day.isBefore(end); day = day.plus(Duration.ofDays(3))) {
      boolean due = kept.due() != null && !kept.due().isAfter(day);
      Replay fresh = replay(policies, purchases, day);
      if (!due) {
        assertEquals(row(kept), row(fresh), "nothing was due by " + day);
      }
      kept = due ? fresh : kept;
    }
    assertEquals(row(kept), row(replay(policies, purchases, end.minus(Duration.ofDays(3)))));
  }

  @Property(tries = 400)
  void T5_no_tier_falls_before_its_end_and_grace(
      @ForAll("policies") List<TierPolicy> policies, @ForAll("unreturned") List<Deed> purchases) {
    for (TierChange change : replay(policies, purchases, after(HOURS)).history()) {
      if (change.reason() != TierReason.EXPIRED) {
        assertNotEquals(TierReason.RETURNED, change.reason());
        continue;
      }
      Replay before = replay(policies, purchases, change.at().minus(MOMENT));
      assertEquals(change.from(), before.tier());
      assertEquals(change.at(), before.policy().end(before.validUntil()));
      assertEquals(change.at(), before.now().stay().by());
    }
  }

  @Property(tries = 400)
  void T6_one_down_falls_one_tier_and_not_again_within_a_validity_period(
      @ForAll("policy") TierPolicy any, @ForAll("unreturned") List<Deed> purchases) {
    TierPolicy policy = with(any, TierFloor.ONE_DOWN, any.onReturn());
    Instant notBefore = Instant.MIN;
    for (TierChange change : replay(List.of(policy), purchases, after(HOURS)).history()) {
      if (change.reason() == TierReason.EXPIRED) {
        int below = place(policy, change.from()) - 1;
        while (policy.takes(below).equals(Requirement.INVITATION)) {
          below--;
        }
        assertEquals(below, place(policy, change.to()));
        assertTrue(!change.at().isBefore(notBefore), () -> change + " comes too early");
        notBefore = LocalDays.later(change.at(), policy.validity(), policy.zone());
      }
    }
  }

  @Property(tries = 400)
  void T8_history_has_neither_overlap_nor_gap(
      @ForAll("policies") List<TierPolicy> policies, @ForAll("purchases") List<Deed> purchases) {
    String tier = null;
    Instant last = Instant.MIN;
    for (TierChange change : replay(policies, purchases, after(HOURS)).history()) {
      assertEquals(tier, change.from());
      assertNotEquals(change.from(), change.to());
      assertTrue(change.at().isAfter(last));
      assertEquals(change.to(), replay(policies, purchases, change.at()).tier());
      if (tier != null) {
        assertEquals(tier, replay(policies, purchases, change.at().minus(MOMENT)).tier());
      }
      tier = change.to();
      last = change.at();
    }
  }

  @Property(tries = 400)
  void spending_what_is_needed_brings_the_next_tier_and_a_unit_less_does_not(
      @ForAll("spendPolicies") List<TierPolicy> policies,
      @ForAll("purchases") List<Deed> purchases,
      @ForAll Random random) {
    for (Instant at : instants(random)) {
      Evaluation now = replay(policies, purchases, at).now();
      if (now.next() != null) {
        long need = now.next().need();
        assertTrue(need >= 1);
        assertTrue(replay(policies, with(purchases, at, need), at).now().tier() > now.tier());
        assertEquals(now.tier(), replay(policies, with(purchases, at, need - 1), at).now().tier());
      }
    }
  }

  @Property(tries = 400)
  void spending_what_is_needed_by_its_time_keeps_the_tier_and_a_unit_less_does_not(
      @ForAll("spendPolicy") TierPolicy policy,
      @ForAll("bought") List<Deed> purchases,
      @ForAll Random random) {
    for (Instant at : instants(random)) {
      List<Deed> known = purchases.stream().filter(p -> !p.at().isAfter(at)).toList();
      Evaluation now = replay(List.of(policy), known, at).now();
      if (now.stay() != null) {
        Instant by = now.stay().by();
        long need = now.stay().need();
        Instant late = by.minus(MOMENT);
        assertTrue(need >= 1);
        assertTrue(replay(List.of(policy), with(known, late, need), by).now().tier() >= now.tier());
        assertTrue(replay(List.of(policy), known, by).now().tier() < now.tier());
      }
    }
  }

  @Property(tries = 300)
  void a_purchase_returned_in_full_leaves_what_never_buying_it_would(
      @ForAll("policy") TierPolicy any,
      @ForAll("unreturned") List<Deed> others,
      @ForAll("moments") Instant bought,
      @ForAll("amounts") long amount,
      @ForAll Random random) {
    TierPolicy policy = with(any, any.floor(), OnReturn.IMMEDIATE);
    Instant returned = bought.plus(Duration.ofHours(random.nextInt(2000)));
    List<Deed> all = new ArrayList<>(others);
    all.add(Deed.purchase(bought, id(random), amount, List.of(new Refund(returned, amount))));
    for (Instant at : instants(random)) {
      if (!at.isBefore(returned)) {
        Replay with = replay(List.of(policy), all, at);
        Replay without = replay(List.of(policy), others, at);
        assertEquals(without.now(), with.now());
      }
    }
  }

  @Property(tries = 400)
  void T7_a_lock_holds_from_its_setting_to_its_end_and_leaves_what_was_earned(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Deed> deeds,
      @ForAll("locks") List<TierLock> locks,
      @ForAll Random random) {
    List<Instant> instants = new ArrayList<>(instants(random));
    for (TierLock lock : locks) {
      instants.add(lock.from());
      instants.add(lock.from().minus(MOMENT));
      if (lock.end() != null) {
        instants.add(lock.end());
        instants.add(lock.end().minus(MOMENT));
      }
    }
    MemberFacts held = new MemberFacts(List.of(SEEN), deeds, locks, List.of());
    for (Instant at : instants) {
      Replay with = TierReplay.of(policies, held, at).orElseThrow();
      Replay without = replay(policies, deeds, at);
      assertEquals(without.promised(), with.promised());
      assertEquals(with.tier(), last(with).to(), "the history says so too");
      int least = 0;
      int most = with.policy().tiers().size() - 1;
      Integer pin = null;
      for (TierLock lock : held.locks()) {
        int place = place(with.policy(), lock.tier());
        if (place >= 0
            && !lock.from().isAfter(at)
            && (lock.end() == null || lock.end().isAfter(at))) {
          switch (lock.kind()) {
            case PIN -> pin = place;
            case FLOOR -> least = Math.max(least, place);
            default -> most = Math.min(most, place);
          }
        }
      }
      int earned = Math.min(most, Math.max(least, without.place()));
      assertEquals(pin == null ? earned : pin, with.place());
    }
  }

  @Property(tries = 400)
  void nobody_gets_by_deeds_a_tier_that_is_by_invitation(
      @ForAll("policies") List<TierPolicy> policies, @ForAll("purchases") List<Deed> deeds) {
    for (TierChange change : replay(policies, deeds, after(HOURS)).history()) {
      assertNotEquals(INVITED, change.to());
    }
  }

  @Property(tries = 400)
  void of_two_members_who_become_one_the_better_tier_stands(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Deed> ones,
      @ForAll("purchases") List<Deed> others,
      @ForAll("moments") Instant joined,
      @ForAll("moments") Instant otherJoined,
      @ForAll Random random) {
    List<Deed> all = new ArrayList<>(ones);
    all.addAll(others);
    List<Instant> years = List.of(joined, otherJoined);
    MemberFacts both = new MemberFacts(years, all, List.of(), List.of());
    for (Instant at : instants(random)) {
      Optional<Replay> together = TierReplay.of(policies, both, at);
      for (MemberFacts alone :
          List.of(new MemberFacts(joined, ones), new MemberFacts(otherJoined, others))) {
        TierReplay.of(policies, alone, at)
            .ifPresent(
                one -> assertTrue(together.orElseThrow().place() >= one.place(), () -> "at " + at));
      }
    }
  }

  @Property(tries = 400)
  void T9_every_window_ends_with_the_start_of_a_local_day_and_keeps_the_order_of_facts(
      @ForAll("windows") Window window,
      @ForAll("zones") ZoneId zone,
      @ForAll("moments") Instant one,
      @ForAll("moments") Instant other,
      @ForAll("moments") Instant joined) {
    Instant first = one.isBefore(other) ? one : other;
    Instant second = one.isBefore(other) ? other : one;
    Instant leaves = window.leavesAt(first, joined, zone);
    assertTrue(leaves.isAfter(first));
    assertTrue(!leaves.isAfter(window.leavesAt(second, joined, zone)));
    QualifyingFact fact =
        new QualifyingFact(
            TierMeasure.NET_SPEND, first, leaves, LocalDays.dateOf(first, zone).toEpochDay(), 7);
    Counted counted = Counted.of(List.of(fact));
    assertEquals(7, counted.sum(TierMeasure.NET_SPEND, Instant.MIN, first));
    if (!leaves.equals(Instant.MAX)) {
      assertEquals(7, counted.sum(TierMeasure.NET_SPEND, Instant.MIN, leaves.minus(MOMENT)));
      assertEquals(0, counted.sum(TierMeasure.NET_SPEND, Instant.MIN, leaves));
      Instant day = LocalDays.dateOf(leaves, zone).atStartOfDay(zone).toInstant();
      assertEquals(day, leaves);
      assertTrue(
          LocalDays.dateOf(leaves.minus(MOMENT), zone).isBefore(LocalDays.dateOf(leaves, zone)));
    }
    if (LocalDays.dateOf(first, zone).equals(LocalDays.dateOf(second, zone))) {
      assertEquals(leaves, window.leavesAt(second, joined, zone));
    }
  }

  // ---- helpers

  private static TierChange last(Replay replay) {
    return replay.history().get(replay.history().size() - 1);
  }

  private static Replay replay(List<TierPolicy> policies, List<Deed> purchases, Instant at) {
    Optional<Replay> replay = TierReplay.of(policies, new MemberFacts(SEEN, purchases), at);
    return replay.orElseThrow();
  }

  private static List<Object> row(Replay replay) {
    List<Object> row = new ArrayList<>();
    row.add(replay.tier());
    row.add(replay.began());
    row.add(replay.validUntil());
    row.add(replay.qualifying());
    row.add(replay.policy().number());
    row.add(replay.history());
    row.add(replay.due());
    return row;
  }

  private static List<Deed> with(List<Deed> purchases, Instant at, long minor) {
    List<Deed> more = new ArrayList<>(purchases);
    more.add(Deed.purchase(at, new UUID(-1, -1), minor, List.of()));
    return more;
  }

  private static TierPolicy with(TierPolicy p, TierFloor floor, OnReturn onReturn) {
    return new TierPolicy(
        p.number(),
        p.from(),
        p.zone(),
        p.currency(),
        p.tiers(),
        p.measure(),
        p.window(),
        p.validity(),
        p.grace(),
        floor,
        onReturn,
        p.recognises());
  }

  private static int place(TierPolicy policy, String tier) {
    return policy.tiers().stream().map(Tier::name).toList().indexOf(tier);
  }

  private static Instant after(long hours) {
    return BEGIN.plus(Duration.ofHours(hours));
  }

  private static List<Instant> instants(Random random) {
    List<Instant> instants = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      instants.add(after(random.nextInt(HOURS)));
    }
    return instants;
  }

  private static UUID id(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  // ---- what is drawn

  @Provide
  Arbitrary<Instant> moments() {
    return Arbitraries.integers().between(0, HOURS - 1).map(TierLaws::after);
  }

  @Provide
  Arbitrary<Long> amounts() {
    return Arbitraries.longs().between(0, 900);
  }

  /** Orders without returns. */
  @Provide
  Arbitrary<List<Deed>> bought() {
    return Combinators.combine(moments(), amounts(), Arbitraries.create(UUID::randomUUID))
        .as((at, minor, id) -> Deed.purchase(at, id, minor, List.of()))
        .list()
        .ofMaxSize(12);
  }

  /** Deeds of which nothing is taken back. */
  @Provide
  Arbitrary<List<Deed>> unreturned() {
    return purchases()
        .map(
            deeds ->
                deeds.stream()
                    .map(d -> new Deed(d.measure(), d.at(), d.id(), d.amount(), List.of()))
                    .toList());
  }

  /** Orders, growth value and visits, some taken back. */
  @Provide
  Arbitrary<List<Deed>> purchases() {
    Arbitrary<List<Integer>> refunds =
        Arbitraries.integers().between(0, 24 * 400).list().ofMaxSize(2);
    Arbitrary<TierMeasure> kinds =
        Arbitraries.of(
            TierMeasure.NET_SPEND,
            TierMeasure.NET_SPEND,
            TierMeasure.QUALIFYING_POINTS,
            TierMeasure.VISITS);
    return Combinators.combine(kinds, moments(), amounts(), refunds, Arbitraries.longs())
        .as(TierLaws::deed)
        .list()
        .uniqueElements(Deed::id)
        .ofMaxSize(14);
  }

  private static Deed deed(
      TierMeasure kind, Instant at, long amount, List<Integer> refunds, long seed) {
    boolean visit = kind == TierMeasure.VISITS;
    List<Refund> back =
        refunds.stream()
            .filter(hours -> !visit)
            .map(h -> new Refund(at.plus(Duration.ofHours(h)), amount * (h % 4) / 3))
            .toList();
    return new Deed(kind, at, new UUID(seed, at.toEpochMilli()), visit ? 1 : amount, back);
  }

  @Provide
  Arbitrary<List<TierLock>> locks() {
    return Combinators.combine(
            Arbitraries.of(TierLock.Kind.class),
            Arbitraries.of("T0", "T1", "T2", "T3", INVITED),
            moments(),
            Arbitraries.integers().between(1, 24 * 500).injectNull(0.2),
            Arbitraries.create(UUID::randomUUID))
        .as(
            (kind, tier, from, hours, id) ->
                new TierLock(
                    id,
                    kind,
                    tier,
                    from,
                    hours == null ? null : from.plus(Duration.ofHours(hours)),
                    "why",
                    "who"))
        .list()
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "Asia/Shanghai", "America/New_York", "America/Havana", "Pacific/Apia", "UTC")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<Window> windows() {
    Arbitrary<Window> rolling =
        Arbitraries.of("P1M", "P3M", "P12M", "P1Y2M", "P45D")
            .map(text -> new Window.Rolling(Period.parse(text)));
    Arbitrary<Window> calendar =
        Arbitraries.of("P1M", "P3M", "P6M", "P1Y", "P2Y")
            .map(text -> new Window.Calendar(Period.parse(text)));
    Arbitrary<Window> own =
        Arbitraries.of("P1M", "P5M", "P12M").map(t -> new Window.Anniversary(Period.parse(t)));
    return Arbitraries.frequencyOf(
        Tuple.of(3, rolling),
        Tuple.of(2, calendar),
        Tuple.of(2, own),
        Tuple.of(2, Arbitraries.just(new Window.SinceTierStart())),
        Tuple.of(1, Arbitraries.just(new Window.Lifetime())));
  }

  /** What the tiers of a ladder take, each so many times as much. */
  private static Arbitrary<List<List<Condition>>> requirements() {
    Condition spend = new Condition(TierMeasure.NET_SPEND, 100);
    Condition points = new Condition(TierMeasure.QUALIFYING_POINTS, 80);
    Condition visits = new Condition(TierMeasure.VISITS, 1);
    Condition days = new Condition(TierMeasure.PURCHASE_DAYS, 1);
    return Arbitraries.of(
        List.of(List.of(spend)),
        List.of(List.of(points)),
        List.of(List.of(days)),
        List.of(List.of(spend), List.of(visits)),
        List.of(List.of(spend, days), List.of(points)),
        List.of(List.of(spend, points), List.of(visits, days)));
  }

  @Provide
  Arbitrary<TierPolicy> policy() {
    return policies(requirements());
  }

  @Provide
  Arbitrary<TierPolicy> spendPolicy() {
    return policies(
        Arbitraries.longs()
            .between(1, 900)
            .map(least -> List.of(List.of(new Condition(TierMeasure.NET_SPEND, least)))));
  }

  private Arbitrary<TierPolicy> policies(Arbitrary<List<List<Condition>>> takes) {
    Arbitrary<List<Tier>> tiers =
        Combinators.combine(
                takes,
                Arbitraries.longs().between(1, 9).set().ofMinSize(1).ofMaxSize(3),
                Arbitraries.integers().between(1, 4).injectNull(0.6))
            .as(TierLaws::ladder);
    Arbitrary<Period> validities =
        Arbitraries.of("P1M", "P3M", "P12M", "P1Y2M", "P45D").map(Period::parse);
    Arbitrary<Period> graces = Arbitraries.of("P0D", "P0D", "P10D", "P1M").map(Period::parse);
    return Combinators.combine(
            zones(),
            tiers,
            windows(),
            validities,
            graces,
            Arbitraries.of(TierFloor.class),
            Arbitraries.of(OnReturn.class))
        .as(
            (zone, ladder, window, validity, grace, floor, onReturn) ->
                new TierPolicy(
                    1,
                    Instant.MIN,
                    zone,
                    "CNY",
                    ladder,
                    TierMeasure.NET_SPEND,
                    window,
                    validity,
                    grace,
                    floor,
                    onReturn,
                    List.of()));
  }

  /** A ladder, perhaps with a tier by invitation at a place. */
  private static List<Tier> ladder(
      List<List<Condition>> takes, Set<Long> times, Integer invitation) {
    List<Tier> ladder = new ArrayList<>();
    ladder.add(new Tier("T0", Requirement.NOTHING, "CNY"));
    times.stream()
        .sorted()
        .forEach(
            n -> {
              Requirement more =
                  new Requirement(
                      takes.stream()
                          .map(
                              all ->
                                  all.stream()
                                      .map(c -> new Condition(c.measure(), c.minimum() * n))
                                      .toList())
                          .toList());
              ladder.add(new Tier("T" + ladder.size(), more, "CNY"));
            });
    if (invitation != null) {
      ladder.add(
          Math.min(invitation, ladder.size()), new Tier(INVITED, Requirement.INVITATION, "CNY"));
    }
    return ladder;
  }

  @Provide
  Arbitrary<List<TierPolicy>> policies() {
    return versions(policy());
  }

  @Provide
  Arbitrary<List<TierPolicy>> spendPolicies() {
    return versions(spendPolicy());
  }

  /** One version, or two of which the second keeps the first's zone. */
  private Arbitrary<List<TierPolicy>> versions(Arbitrary<TierPolicy> policy) {
    Arbitrary<List<TierPolicy>> two =
        Combinators.combine(policy, policy, moments())
            .as(
                (first, second, from) ->
                    List.of(
                        first,
                        new TierPolicy(
                            2,
                            from,
                            first.zone(),
                            "CNY",
                            second.tiers(),
                            second.measure(),
                            second.window(),
                            second.validity(),
                            second.grace(),
                            second.floor(),
                            second.onReturn(),
                            List.of())));
    return Arbitraries.oneOf(policy.map(List::of), two);
  }
}
