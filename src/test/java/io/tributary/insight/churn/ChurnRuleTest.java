package io.tributary.insight.churn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChurnRuleTest {
  private static final ChurnRule RULE = new ChurnRule(90);

  private static ChurnLevel level(int days, double gap, Double alive, ChurnLevel before) {
    return RULE.verdict(new ChurnRule.Signals(days, gap, alive, 0, 0), before).level();
  }

  @Test
  void each_level_begins_at_its_bound() {
    assertEquals(ChurnLevel.NONE, level(29, 30, 1.0, ChurnLevel.NONE));
    assertEquals(ChurnLevel.WATCH, level(30, 30, 1.0, ChurnLevel.NONE));
    assertEquals(ChurnLevel.WATCH, level(44, 30, 0.5, ChurnLevel.NONE));
    assertEquals(ChurnLevel.RISK, level(45, 30, 1.0, ChurnLevel.NONE));
    assertEquals(ChurnLevel.RISK, level(1, 30, 0.49, ChurnLevel.NONE));
    assertEquals(ChurnLevel.RISK, level(90, 30, 0.1, ChurnLevel.NONE));
    assertEquals(ChurnLevel.LOST, level(91, 30, 0.19, ChurnLevel.NONE));
    assertEquals(ChurnLevel.RISK, level(91, 30, null, ChurnLevel.NONE));
  }

  @Test
  void a_level_is_left_a_tenth_later_than_it_was_entered() {
    assertEquals(ChurnLevel.WATCH, level(27, 30, 1.0, ChurnLevel.WATCH));
    assertEquals(ChurnLevel.NONE, level(26, 30, 1.0, ChurnLevel.WATCH));
    assertEquals(ChurnLevel.RISK, level(41, 30, 0.54, ChurnLevel.RISK));
    assertEquals(ChurnLevel.WATCH, level(40, 30, 0.56, ChurnLevel.RISK));
    assertEquals(ChurnLevel.LOST, level(82, 30, 0.21, ChurnLevel.LOST));
    assertEquals(ChurnLevel.RISK, level(81, 30, 0.21, ChurnLevel.LOST));
    assertEquals(ChurnLevel.NONE, level(0, 30, 1.0, ChurnLevel.LOST));
  }

  @Test
  void complaints_and_ratings_raise_by_one_and_are_named() {
    ChurnRule.Verdict verdict =
        RULE.verdict(new ChurnRule.Signals(50, 30, 0.9, 2, 1), ChurnLevel.NONE);
    assertEquals(ChurnLevel.RISK, verdict.base());
    assertEquals(ChurnLevel.LOST, verdict.level());
    assertEquals(
        List.of(
            new ChurnReason(ChurnSign.OVERDUE, 50 / 30.0, 1.5),
            new ChurnReason(ChurnSign.COMPLAINTS, 2, 0),
            new ChurnReason(ChurnSign.LOW_RATINGS, 1, 0)),
        verdict.reasons());
  }

  @Test
  void few_gaps_are_drawn_towards_the_segments() {
    assertEquals(40, ChurnRule.usualGap(null, 0, 40));
    assertEquals((10 + 2 * 40) / 3.0, ChurnRule.usualGap(10.0, 1, 40), 1e-12);
    assertEquals(10, ChurnRule.usualGap(10.0, 3, 40), 1e-12);
    assertEquals(10, ChurnRule.usualGap(10.0, 9, 40), 1e-12);
  }

  @Test
  void the_window_is_the_smallest_that_holds_nine_of_ten_gaps() {
    assertEquals(30, ChurnRule.windowFor(30.0));
    assertEquals(60, ChurnRule.windowFor(30.1));
    assertEquals(365, ChurnRule.windowFor(400.0));
    assertEquals(365, ChurnRule.windowFor(null));
  }

  @Test
  void what_is_lost_is_the_value_of_one_who_stays_times_the_odds_of_having_left() {
    assertEquals(3_000L, ChurnRule.expectedLoss(1_000L, 0.25));
    assertEquals(0L, ChurnRule.expectedLoss(1_000L, 1.0));
    assertNull(ChurnRule.expectedLoss(null, 0.25));
    assertNull(ChurnRule.expectedLoss(1_000L, 0.0));
  }

  @Test
  void a_level_that_only_memory_holds_still_has_its_reason() {
    ChurnRule.Verdict verdict =
        RULE.verdict(new ChurnRule.Signals(1, 100, 0.52, 0, 0), ChurnLevel.WATCH);
    assertEquals(ChurnLevel.WATCH, verdict.level());
    assertEquals(
        List.of(ChurnSign.ALIVE), verdict.reasons().stream().map(ChurnReason::sign).toList());
  }

  @Property(tries = 500)
  void the_laws_of_levels(
      @ForAll @IntRange(max = 400) int days,
      @ForAll @DoubleRange(min = 1, max = 200) double gap,
      @ForAll @DoubleRange(max = 1) double alive,
      @ForAll @IntRange(max = 3) int before) {
    ChurnLevel was = ChurnLevel.values()[before];
    ChurnLevel fresh = level(days, gap, alive, ChurnLevel.NONE);
    ChurnLevel held = level(days, gap, alive, was);
    assertTrue(held.compareTo(fresh) >= 0, "memory never lowers a level");
    assertTrue(held == fresh || held.compareTo(was) <= 0, "memory never raises one above the last");
    assertEquals(held, level(days, gap, alive, held), "a second look changes nothing");
    assertTrue(level(days + 1, gap, alive, was).compareTo(held) >= 0, "time never lowers a level");
    ChurnRule.Verdict verdict = RULE.verdict(new ChurnRule.Signals(days, gap, alive, 0, 0), was);
    assertEquals(verdict.level() == ChurnLevel.NONE, verdict.reasons().isEmpty());
  }
}
