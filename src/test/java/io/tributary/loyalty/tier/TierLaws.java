package io.tributary.loyalty.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.tier.Purchase.Refund;
import io.tributary.platform.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The invariants of tiers, named as in the design: T1, T3, T4, T5, T6, T8. Policies, zones with
 * midnight changes of clocks, purchases and returns are drawn at random over four years.
 */
class TierLaws {
  private static final Instant BEGIN = Instant.parse("2020-02-27T00:00:00Z");
  private static final int HOURS = 4 * 366 * 24;
  private static final Instant SEEN = BEGIN.minus(Duration.ofDays(1));
  private static final Duration MOMENT = Duration.ofNanos(1000);

  // ---- the laws

  @Property(tries = 400)
  void T1_more_spend_never_gives_a_lower_tier(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Purchase> less,
      @ForAll("unreturned") List<Purchase> extra,
      @ForAll Random random) {
    List<Purchase> more = new ArrayList<>(extra);
    for (Purchase p : less) {
      more.add(new Purchase(p.at(), p.orderId(), p.minor() + random.nextInt(600), p.refunds()));
    }
    for (Instant at : instants(random)) {
      Replay of = replay(policies, less, at);
      assertTrue(replay(policies, more, at).now().tier() >= of.now().tier(), () -> "at " + at);
    }
  }

  @Property(tries = 200)
  void T3_the_same_facts_give_the_same_answer_in_any_order(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Purchase> purchases,
      @ForAll Random random) {
    List<Purchase> shuffled = new ArrayList<>(purchases);
    Collections.shuffle(shuffled, random);
    for (Instant at : instants(random)) {
      assertEquals(replay(policies, purchases, at), replay(policies, shuffled, at));
    }
  }

  @Property(tries = 300)
  void T4_a_later_walk_begins_with_the_history_of_an_earlier_one(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Purchase> purchases,
      @ForAll Random random) {
    List<TierChange> all = replay(policies, purchases, after(HOURS)).history();
    for (Instant at : instants(random)) {
      List<TierChange> until = all.stream().filter(c -> !c.at().isAfter(at)).toList();
      assertEquals(until, replay(policies, purchases, at).history());
    }
  }

  @Property(tries = 200)
  void T4_nothing_changes_before_the_next_due_time_and_daily_steps_miss_none(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Purchase> purchases) {
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
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("unreturned") List<Purchase> purchases) {
    for (TierChange change : replay(policies, purchases, after(HOURS)).history()) {
      if (change.reason() != TierReason.EXPIRED) {
        assertNotEquals(TierReason.RETURNED, change.reason());
        continue;
      }
      Replay before = replay(policies, purchases, change.at().minus(MOMENT));
      assertEquals(change.from(), before.tier());
      assertEquals(change.at(), before.policy().end(before.now().validUntil()));
      assertEquals(change.at(), before.now().stay().by());
    }
  }

  @Property(tries = 400)
  void T6_one_down_falls_one_tier_and_not_again_within_a_validity_period(
      @ForAll("policy") TierPolicy any, @ForAll("unreturned") List<Purchase> purchases) {
    TierPolicy policy = with(any, TierFloor.ONE_DOWN, any.onReturn());
    Instant notBefore = Instant.MIN;
    for (TierChange change : replay(List.of(policy), purchases, after(HOURS)).history()) {
      if (change.reason() == TierReason.EXPIRED) {
        assertEquals(place(policy, change.from()) - 1, place(policy, change.to()));
        assertTrue(!change.at().isBefore(notBefore), () -> change + " comes too early");
        notBefore = LocalDays.later(change.at(), policy.validity(), policy.zone());
      }
    }
  }

  @Property(tries = 400)
  void T8_history_has_neither_overlap_nor_gap(
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Purchase> purchases) {
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
      @ForAll("policies") List<TierPolicy> policies,
      @ForAll("purchases") List<Purchase> purchases,
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
      @ForAll("policy") TierPolicy policy,
      @ForAll("unreturned") List<Purchase> purchases,
      @ForAll Random random) {
    for (Instant at : instants(random)) {
      List<Purchase> known = purchases.stream().filter(p -> !p.at().isAfter(at)).toList();
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
      @ForAll("unreturned") List<Purchase> others,
      @ForAll("moments") Instant bought,
      @ForAll("amounts") long amount,
      @ForAll Random random) {
    TierPolicy policy = with(any, any.floor(), OnReturn.IMMEDIATE);
    Instant returned = bought.plus(Duration.ofHours(random.nextInt(2000)));
    List<Purchase> all = new ArrayList<>(others);
    all.add(new Purchase(bought, id(random), amount, List.of(new Refund(returned, amount))));
    for (Instant at : instants(random)) {
      if (!at.isBefore(returned)) {
        Replay with = replay(List.of(policy), all, at);
        Replay without = replay(List.of(policy), others, at);
        assertEquals(without.now(), with.now());
      }
    }
  }

  // ---- helpers

  private static Replay replay(List<TierPolicy> policies, List<Purchase> purchases, Instant at) {
    Optional<Replay> replay = TierReplay.of(policies, new MemberFacts(SEEN, purchases), at);
    return replay.orElseThrow();
  }

  private static List<Object> row(Replay replay) {
    List<Object> row = new ArrayList<>();
    row.add(replay.tier());
    row.add(replay.since());
    row.add(replay.now().validUntil());
    row.add(replay.now().qualifying());
    row.add(replay.policy().number());
    row.add(replay.history());
    row.add(replay.due());
    return row;
  }

  private static List<Purchase> with(List<Purchase> purchases, Instant at, long minor) {
    List<Purchase> more = new ArrayList<>(purchases);
    more.add(new Purchase(at, new UUID(-1, -1), minor, List.of()));
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
        onReturn);
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

  @Provide
  Arbitrary<List<Purchase>> unreturned() {
    return Combinators.combine(moments(), amounts(), Arbitraries.create(UUID::randomUUID))
        .as((at, minor, id) -> new Purchase(at, id, minor, List.of()))
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Purchase>> purchases() {
    Arbitrary<List<Integer>> refunds =
        Arbitraries.integers().between(0, 24 * 400).list().ofMaxSize(2);
    return Combinators.combine(moments(), amounts(), refunds, Arbitraries.longs())
        .as(
            (at, minor, hours, seed) ->
                new Purchase(
                    at,
                    new UUID(seed, at.toEpochMilli()),
                    minor,
                    hours.stream()
                        .map(h -> new Refund(at.plus(Duration.ofHours(h)), minor * (h % 4) / 3))
                        .toList()))
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<TierPolicy> policy() {
    Arbitrary<ZoneId> zones =
        Arbitraries.of("Asia/Shanghai", "America/New_York", "America/Havana", "Pacific/Apia", "UTC")
            .map(ZoneId::of);
    Arbitrary<List<Tier>> tiers =
        Arbitraries.longs()
            .between(1, 2500)
            .set()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(
                thresholds -> {
                  List<Tier> ladder = new ArrayList<>();
                  ladder.add(new Tier("T0", new Money(0, "CNY")));
                  thresholds.stream()
                      .sorted()
                      .forEach(t -> ladder.add(new Tier("T" + ladder.size(), new Money(t, "CNY"))));
                  return ladder;
                });
    Arbitrary<Period> periods =
        Arbitraries.of("P1M", "P3M", "P12M", "P1Y2M", "P45D").map(Period::parse);
    Arbitrary<Period> graces = Arbitraries.of("P0D", "P0D", "P10D", "P1M").map(Period::parse);
    return Combinators.combine(
            zones,
            tiers,
            periods,
            periods,
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
                    new Window.Rolling(window),
                    validity,
                    grace,
                    floor,
                    onReturn));
  }

  /** One version, or two of which the second keeps the first's zone. */
  @Provide
  Arbitrary<List<TierPolicy>> policies() {
    Arbitrary<List<TierPolicy>> two =
        Combinators.combine(policy(), policy(), moments())
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
                            second.onReturn())));
    return Arbitraries.oneOf(policy().map(List::of), two);
  }
}
