package io.tributary.loyalty.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.loyalty.tier.Deed.Refund;
import io.tributary.platform.Money;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rule by example: what a member sees on which day, and the edges of the calendar (T9). */
class TierReplayTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** Midnight does not exist there on the day that clocks go forward. */
  private static final ZoneId HAVANA = ZoneId.of("America/Havana");

  private final List<Deed> purchases = new ArrayList<>();
  private ZoneId zone = SHANGHAI;
  private Period window = Period.ofMonths(12);

  /** Another window than a rolling one. */
  private Window over;

  private final List<TierLock> locks = new ArrayList<>();
  private Period validity = Period.ofMonths(12);
  private Period grace = Period.ZERO;
  private TierFloor floor = TierFloor.ONE_DOWN;
  private OnReturn onReturn = OnReturn.IMMEDIATE;

  // ---- rising and falling

  @Test
  void a_purchase_that_reaches_a_threshold_brings_the_tier_at_once() {
    bought("2024-03-15T10:00", 5000);
    assertEquals("Member", at("2024-03-15T09:59:59.999999").tier());
    Replay then = at("2024-03-15T10:00");
    assertEquals("Gold", then.tier());
    assertEquals(local("2024-03-15T10:00"), then.began());
    assertEquals(local("2025-03-16T00:00"), then.now().validUntil());
    assertEquals(TierReason.EARNED, last(then).reason());
  }

  @Test
  void a_first_purchase_that_reaches_a_threshold_enrols_into_the_tier() {
    purchases.add(Deed.purchase(Instant.parse("2019-05-01T00:00:00Z"), id(), 100_000, List.of()));
    List<TierChange> history = at("2019-06-01T00:00").history();
    assertEquals(1, history.size());
    assertEquals("Silver", history.get(0).to());
    assertNull(history.get(0).from());
    assertEquals(TierReason.ENROLLED, history.get(0).reason());
  }

  @Test
  void a_tier_is_kept_through_grace_and_then_falls_by_one_a_validity_period() {
    grace = Period.ofDays(10);
    bought("2024-03-15T10:00", 5000);
    Replay inGrace = at("2025-03-25T23:59:59");
    assertEquals("Gold", inGrace.tier());
    assertEquals(
        List.of(
            "Net spend in the window is 0.00 CNY, less than the 5000.00 CNY of Gold, which was earned before and is"
                + " kept till it ends.",
            "The last valid day was 2025-03-15; grace keeps it to 2025-03-25."),
        inGrace.now().reasons());
    Replay fallen = at("2025-03-26T00:00");
    assertEquals("Silver", fallen.tier());
    assertEquals(TierReason.EXPIRED, last(fallen).reason());
    assertEquals(local("2026-03-26T00:00"), fallen.now().validUntil());
    assertEquals("Silver", at("2026-04-04T23:59").tier());
    assertEquals("Member", at("2026-04-05T00:00").tier());
  }

  @Test
  void without_a_floor_a_tier_falls_to_what_is_earned() {
    for (TierFloor to : List.of(TierFloor.TO_EARNED, TierFloor.BASE)) {
      floor = to;
      purchases.clear();
      bought("2024-03-15T10:00", 5000);
      assertEquals("Member", at("2025-03-16T00:00").tier());
      bought("2025-01-10T10:00", 1000);
      // 6,000 in the window in January: Gold again, till January
      assertEquals("Gold", at("2025-03-16T00:00").tier());
      purchases.remove(1);
      bought("2024-03-20T10:00", 1000);
      purchases.remove(0);
      assertEquals("Silver", at("2025-03-20T23:59").tier());
      assertEquals("Member", at("2025-03-21T00:00").tier());
    }
  }

  @Test
  void every_purchase_at_which_a_member_qualifies_begins_a_new_validity() {
    bought("2024-01-10T10:00", 1000);
    bought("2024-12-01T10:00", 1);
    assertEquals(local("2025-12-02T00:00"), at("2024-12-01T10:00").now().validUntil());
    bought("2025-11-30T10:00", 1);
    assertEquals(
        local("2025-12-02T00:00"), at("2025-11-30T10:00").now().validUntil(), "2 in the window");
  }

  @Test
  void what_cost_nothing_or_came_back_whole_does_not_keep_a_tier() {
    bought("2024-01-10T10:00", 1000);
    bought("2024-12-01T10:00", 0);
    bought("2024-12-02T10:00", 50, new Refund(local("2024-12-03T10:00"), 5000));
    assertEquals(local("2025-01-11T00:00"), at("2024-12-03T10:00").now().validUntil());
  }

  @Test
  void a_window_that_outlasts_validity_holds_the_tier_as_long_as_it_is_earned() {
    validity = Period.ofMonths(3);
    bought("2024-01-10T10:00", 1000);
    assertEquals(local("2025-01-11T00:00"), at("2024-01-10T10:00").now().validUntil());
  }

  // ---- what it takes

  @Test
  void need_says_how_much_by_when() {
    bought("2024-01-10T10:00", 800);
    bought("2024-06-10T10:00", 700);
    Evaluation now = at("2024-07-01T00:00").now();
    assertEquals(1500_00, now.qualifying());
    assertEquals(goal(2, 3500_00, local("2025-01-11T00:00")), now.next());
    // the promise of June lasts to 10 June; the 800 of January will have left, the 700 too
    assertEquals(goal(1, 1000_00, local("2025-06-11T00:00")), now.stay());
  }

  @Test
  void stay_counts_what_will_still_be_in_the_window_when_grace_ends() {
    window = Period.ofMonths(18);
    bought("2024-01-10T10:00", 800);
    bought("2024-06-10T10:00", 700);
    purchases.add(Deed.purchase(local("2024-09-10T10:00"), id(), 0, List.of()));
    Evaluation now = at("2024-10-01T00:00").now();
    // both are in the window together to 10 July 2025, so the tier is held till then at least
    assertEquals(local("2025-07-11T00:00"), now.validUntil());
    assertEquals(goal(1, 300_00, local("2025-07-11T00:00")), now.stay());
  }

  // ---- returns

  @Test
  void a_return_takes_the_tier_back_at_once() {
    onReturn = OnReturn.IMMEDIATE;
    bought("2024-03-15T10:00", 1200, new Refund(local("2024-04-01T15:00"), 500_00));
    assertEquals("Silver", at("2024-04-01T14:59").tier());
    Replay then = at("2024-04-01T15:00");
    assertEquals("Member", then.tier());
    assertEquals(TierReason.RETURNED, last(then).reason());
    assertEquals(700_00, then.now().qualifying());
  }

  @Test
  void a_return_takes_the_tier_back_when_its_day_ends() {
    onReturn = OnReturn.END_OF_DAY;
    bought("2024-03-15T10:00", 1200, new Refund(local("2024-04-01T15:00"), 500_00));
    assertEquals("Silver", at("2024-04-01T23:59:59.999999").tier());
    assertEquals("Member", at("2024-04-02T00:00").tier());
    assertEquals(local("2024-04-02T00:00"), at("2024-04-01T16:00").due());
  }

  @Test
  void an_exchange_on_the_day_of_the_return_keeps_the_tier() {
    onReturn = OnReturn.END_OF_DAY;
    bought("2024-03-15T10:00", 1200, new Refund(local("2024-04-01T15:00"), 500_00));
    bought("2024-04-01T16:00", 400);
    assertEquals("Silver", at("2024-04-01T16:00").tier());
    assertEquals("Silver", at("2024-04-02T00:00").tier());
    assertEquals(2, at("2025-01-01T00:00").history().size());
  }

  @Test
  void a_returned_and_repeated_purchase_does_not_count_twice_in_between() {
    onReturn = OnReturn.END_OF_DAY;
    bought("2024-04-01T10:00", 3000, new Refund(local("2024-04-01T15:00"), 3000_00));
    bought("2024-04-01T16:00", 3000);
    assertEquals("Silver", at("2024-04-01T16:00").tier());
  }

  @Test
  void a_return_leaves_the_tier_till_it_ends_and_counts_against_the_next() {
    onReturn = OnReturn.AT_EXPIRY;
    bought("2024-03-15T10:00", 1200, new Refund(local("2024-04-01T15:00"), 500_00));
    assertEquals("Silver", at("2025-03-15T23:59").tier());
    assertEquals(700_00, at("2024-06-01T00:00").now().qualifying());
    assertEquals("Member", at("2025-03-16T00:00").tier());
    bought("2024-06-01T10:00", 200);
    assertEquals(local("2025-03-16T00:00"), at("2024-07-01T00:00").now().validUntil());
  }

  @Test
  void a_return_that_leaves_the_threshold_standing_changes_nothing() {
    for (OnReturn rule : OnReturn.values()) {
      onReturn = rule;
      purchases.clear();
      bought("2024-03-15T10:00", 1200, new Refund(local("2024-04-01T15:00"), 200_00));
      assertEquals("Silver", at("2024-12-01T00:00").tier());
      assertEquals(2, at("2024-12-01T00:00").history().size());
    }
  }

  @Test
  void refunds_beyond_a_purchase_or_dated_before_it_take_at_most_its_value() {
    bought("2024-03-10T10:00", 900);
    bought(
        "2024-03-15T10:00",
        200,
        new Refund(local("2024-03-01T00:00"), 150_00),
        new Refund(local("2024-03-16T00:00"), Long.MAX_VALUE));
    assertEquals(950_00, at("2024-03-15T10:00").now().qualifying());
    assertEquals(900_00, at("2024-03-17T00:00").now().qualifying());
  }

  // ---- versions

  @Test
  void a_stricter_version_keeps_what_was_promised_till_it_ends() {
    bought("2024-03-15T10:00", 1200);
    TierPolicy stricter = policy(2, "2024-06-01T00:00", "Member", 0, "Silver", 2000, "Gold", 9000);
    Replay after = at("2024-06-01T00:00", policy(), stricter);
    assertEquals("Silver", after.tier());
    assertEquals(2, after.policy().number());
    assertEquals(local("2025-03-16T00:00"), after.now().validUntil());
    assertEquals("Member", at("2025-03-16T00:00", policy(), stricter).tier());
  }

  @Test
  void a_milder_version_raises_at_once_and_says_why() {
    bought("2024-03-15T10:00", 1200);
    TierPolicy milder = policy(2, "2024-06-01T00:00", "Member", 0, "Silver", 500, "Gold", 1000);
    Replay after = at("2024-06-01T00:00", policy(), milder);
    assertEquals("Gold", after.tier());
    assertEquals(TierReason.POLICY_CHANGED, last(after).reason());
    assertEquals(local("2024-06-01T00:00"), after.began());
  }

  @Test
  void members_of_a_tier_that_is_gone_go_to_the_one_they_had_reached() {
    bought("2024-03-15T10:00", 5000);
    TierPolicy other = policy(2, "2024-06-01T00:00", "Member", 0, "Star", 3000, "Moon", 8000);
    Replay after = at("2024-06-01T00:00", policy(), other);
    assertEquals("Star", after.tier());
    assertEquals(TierReason.POLICY_CHANGED, last(after).reason());
    assertEquals("Gold", last(after).from());
  }

  // ---- T9: edges of the calendar

  @Test
  void T9_a_window_is_half_open_to_the_microsecond() {
    window = Period.ofMonths(1);
    validity = Period.ofDays(1);
    bought("2024-03-15T10:00", 600);
    assertEquals(600_00, at("2024-04-15T23:59:59.999999").now().qualifying());
    assertEquals(0, at("2024-04-16T00:00").now().qualifying());
    assertEquals(0, at("2024-03-15T09:59:59.999999").now().qualifying());
  }

  @Test
  void T9_months_clamp_and_later_purchases_leave_later() {
    window = Period.ofMonths(1);
    bought("2023-01-28T10:00", 1);
    bought("2023-01-30T23:00", 10);
    bought("2023-01-31T01:00", 100);
    assertEquals(111_00, at("2023-02-28T23:59").now().qualifying());
    assertEquals(0, at("2023-03-01T00:00").now().qualifying());
  }

  @Test
  void T9_a_leap_day_lasts_to_the_last_of_february() {
    bought("2024-02-29T10:00", 1000);
    assertEquals(local("2025-03-01T00:00"), at("2024-02-29T10:00").now().validUntil());
    assertEquals("Silver", at("2025-02-28T23:59:59").tier());
    assertEquals("Member", at("2025-03-01T00:00").tier());
  }

  @Test
  void T9_a_change_of_clocks_neither_adds_nor_takes_a_day() {
    zone = NEW_YORK;
    window = Period.ofDays(1);
    validity = Period.ofDays(1);
    bought("2024-03-09T12:00", 1000); // clocks go forward on the 10th: 23 hours
    assertEquals(Instant.parse("2024-03-11T04:00:00Z"), at("2024-03-09T12:00").now().validUntil());
    purchases.clear();
    bought("2024-11-02T12:00", 1000); // and back on 3 November: 25 hours
    assertEquals(Instant.parse("2024-11-04T05:00:00Z"), at("2024-11-02T12:00").now().validUntil());
  }

  @Test
  void T9_a_day_without_a_midnight_begins_at_its_first_instant() {
    zone = HAVANA;
    window = Period.ofDays(1);
    validity = Period.ofDays(1);
    bought("2024-03-08T12:00", 1000); // 10 March begins at 01:00
    assertEquals(Instant.parse("2024-03-10T05:00:00Z"), at("2024-03-08T12:00").now().validUntil());
  }

  @Test
  void T9_a_day_is_the_programmes_day() {
    window = Period.ofDays(1);
    bought("2024-03-15T00:30", 600); // still the 14th in UTC
    assertEquals(600_00, at("2024-03-16T23:59").now().qualifying());
    zone = ZoneId.of("UTC");
    assertEquals(
        0,
        TierReplay.of(List.of(policy()), facts(), Instant.parse("2024-03-16T00:00:00Z"))
            .orElseThrow()
            .now()
            .qualifying());
  }

  // ---- other windows

  @Test
  void T9_a_calendar_year_ends_with_the_year_of_the_programmes_zone() {
    over = new Window.Calendar(Period.ofYears(1));
    validity = Period.ofDays(1);
    bought("2024-12-31T23:59", 600);
    bought("2025-01-01T00:00", 400);
    assertEquals(600_00, at("2024-12-31T23:59:59").now().qualifying());
    assertEquals(400_00, at("2025-01-01T00:00").now().qualifying());
    assertEquals("Member", at("2025-01-01T00:00").tier());
  }

  @Test
  void T9_a_members_own_year_begins_on_the_day_of_joining_and_clamps_a_leap_day() {
    Window own = new Window.Anniversary(Period.ofMonths(12));
    Instant joined = local("2024-02-29T15:00");
    assertEquals(local("2025-02-28T00:00"), own.leavesAt(local("2024-02-29T15:00"), joined, zone));
    assertEquals(local("2026-02-28T00:00"), own.leavesAt(local("2025-02-28T00:00"), joined, zone));
    assertEquals(local("2028-02-29T00:00"), own.leavesAt(local("2028-02-28T23:59"), joined, zone));
    assertEquals(local("2024-02-29T00:00"), own.leavesAt(local("2024-02-28T23:59"), joined, zone));
  }

  @Test
  void what_counts_since_the_tier_below_began_is_used_once() {
    over = new Window.SinceTierStart();
    bought("2024-01-10T10:00", 900);
    bought("2024-02-10T10:00", 100);
    bought("2024-03-10T10:00", 4800);
    assertEquals("Silver", at("2024-03-10T10:00").tier());
    assertEquals(goal(2, 100_00, null), at("2024-03-10T10:00").now().next());
    bought("2024-04-10T10:00", 100);
    assertEquals("Gold", at("2024-04-10T10:00").tier());
  }

  @Test
  void a_tier_of_a_lifetime_does_not_end() {
    over = new Window.Lifetime();
    bought("2004-01-10T10:00", 1000);
    Replay now = at("2024-01-10T10:00");
    assertEquals("Silver", now.tier());
    assertNull(now.validUntil());
    assertNull(now.due());
    assertNull(now.now().stay());
  }

  // ---- locks

  @Test
  void T7_a_lock_gives_its_tier_to_the_microsecond_and_says_so() {
    bought("2024-03-15T10:00", 1000);
    locks.add(
        new TierLock(
            id(),
            TierLock.Kind.FLOOR,
            "Gold",
            local("2024-04-01T00:00"),
            local("2024-05-01T12:00"),
            "a guest of the house",
            "li"));
    assertEquals("Silver", at("2024-03-31T23:59:59.999999").tier());
    Replay held = at("2024-05-01T11:59:59.999999");
    assertEquals("Gold", held.tier());
    assertEquals(TierReason.LOCKED, last(held).reason());
    assertEquals(local("2024-05-01T12:00"), held.validUntil());
    assertEquals(local("2024-05-01T12:00"), held.due());
    assertNull(held.now().stay());
    assertEquals(
        "Held by staff: FLOOR to Gold (a guest of the house). Earned is Silver.",
        held.now().reasons().get(0));
    Replay after = at("2024-05-01T12:00");
    assertEquals("Silver", after.tier());
    assertEquals(TierReason.UNLOCKED, last(after).reason());
  }

  @Test
  void nobody_is_a_member_before_being_seen() {
    assertTrue(
        TierReplay.of(List.of(policy()), facts(), Instant.parse("2019-12-31T00:00:00Z")).isEmpty());
  }

  @Test
  void huge_amounts_do_not_wrap_round() {
    purchases.add(Deed.purchase(local("2024-03-15T10:00"), id(), Long.MAX_VALUE, List.of()));
    purchases.add(Deed.purchase(local("2024-03-15T11:00"), id(), Long.MAX_VALUE, List.of()));
    assertEquals("Gold", at("2024-03-15T11:00").tier());
  }

  // ---- helpers

  private void bought(String when, long units, Refund... refunds) {
    purchases.add(Deed.purchase(local(when), id(), units * 100, List.of(refunds)));
  }

  private Replay at(String when, TierPolicy... policies) {
    List<TierPolicy> versions = policies.length == 0 ? List.of(policy()) : List.of(policies);
    return TierReplay.of(versions, facts(), local(when)).orElseThrow();
  }

  private MemberFacts facts() {
    return new MemberFacts(
        List.of(Instant.parse("2020-01-01T00:00:00Z")), purchases, locks, List.of());
  }

  private Instant local(String when) {
    return LocalDateTime.parse(when).atZone(zone).toInstant();
  }

  private TierPolicy policy() {
    return policy(1, null, "Member", 0, "Silver", 1000, "Gold", 5000);
  }

  private TierPolicy policy(int number, String from, Object... ladder) {
    List<Tier> tiers = new ArrayList<>();
    for (int i = 0; i < ladder.length; i += 2) {
      tiers.add(Tier.spend((String) ladder[i], new Money((Integer) ladder[i + 1] * 100L, "CNY")));
    }
    return new TierPolicy(
        number,
        from == null ? Instant.MIN : local(from),
        zone,
        "CNY",
        tiers,
        TierMeasure.NET_SPEND,
        over == null ? new Window.Rolling(window) : over,
        validity,
        grace,
        floor,
        onReturn,
        List.of());
  }

  private static Evaluation.Goal goal(int tier, long spend, Instant by) {
    return new Evaluation.Goal(
        tier, List.of(List.of(new Condition(TierMeasure.NET_SPEND, spend))), by);
  }

  private static TierChange last(Replay replay) {
    return replay.history().get(replay.history().size() - 1);
  }

  private static UUID id() {
    return UUID.randomUUID();
  }
}
