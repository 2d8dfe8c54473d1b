package io.tributary.insight.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExperimentRuleTest {
  private static final ExperimentRule RULE = new ExperimentRule(1_000, 0.05);

  private static ExperimentInput.Arm arm(String name, int customers, int conversions) {
    return new ExperimentInput.Arm(name, customers, conversions, null);
  }

  @Test
  void two_proportions_as_metrics_md_has_them() {
    Proportions both = new Proportions(200, 1_000, 250, 1_000);
    assertEquals(2.6773977630, both.z(), 1e-10);
    assertEquals(0.0074196493, Proportions.twoSided(both.z()), 1e-10);
    ExperimentResult result = RULE.result(List.of(arm("a", 1_000, 200), arm("b", 1_000, 250)));
    assertEquals(ExperimentVerdict.DECIDED, result.verdict());
    assertEquals(ComparisonVerdict.BETTER, result.comparisons().get(0).verdict());
    assertEquals(ComparisonTest.POOLED_Z, result.comparisons().get(0).test());
    assertEquals(0.05, result.comparisons().get(0).difference(), 1e-12);
  }

  /** Newcombe, Statistics in Medicine 17 (1998), table II, (a), method 10. */
  @Test
  void the_interval_is_newcombes() {
    Proportions.Interval interval = new Proportions(48, 80, 56, 70).interval(0.05);
    assertEquals(0.0524, interval.low(), 5e-5);
    assertEquals(0.3339, interval.high(), 5e-5);
  }

  /** The lady who tasted tea: three of four cups right, and one of the other four. */
  @Test
  void few_are_compared_exactly() {
    Proportions tea = new Proportions(1, 4, 3, 4);
    assertTrue(tea.isSparse());
    assertEquals(34 / 70.0, tea.fisher(), 1e-9);
    assertEquals(1, new Proportions(0, 50, 0, 40).fisher(), 1e-9);
    ExperimentResult result =
        new ExperimentRule(4, 0.05).result(List.of(arm("a", 4, 1), arm("b", 4, 3)));
    assertEquals(ComparisonTest.FISHER_EXACT, result.comparisons().get(0).test());
    assertNull(result.comparisons().get(0).z());
    assertEquals(ComparisonVerdict.NO_DIFFERENCE, result.comparisons().get(0).verdict());
  }

  @Property(tries = 300)
  @Label("Fisher's p is a probability, and the same whichever group is the control")
  void fisher(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 1, max = 60) int m,
      @ForAll @IntRange(max = 60) int x,
      @ForAll @IntRange(max = 60) int y) {
    int a = Math.min(x, n);
    int b = Math.min(y, m);
    double p = new Proportions(a, n, b, m).fisher();
    assertTrue(p > 0 && p <= 1, "p " + p);
    assertEquals(p, new Proportions(b, m, a, n).fisher(), 1e-9);
    Proportions.Interval interval = new Proportions(a, n, b, m).interval(0.05);
    double difference = b / (double) m - a / (double) n;
    assertTrue(interval.low() <= difference && difference <= interval.high());
    assertTrue(interval.low() >= -1 - 1e-9 && interval.high() <= 1 + 1e-9);
  }

  @Test
  void nobody_is_judged_early_and_nothing_where_the_groups_do_not_fit() {
    ExperimentResult early = RULE.result(List.of(arm("a", 999, 100), arm("b", 1_000, 400)));
    assertEquals(ExperimentVerdict.TOO_EARLY, early.verdict());
    assertNull(early.comparisons().get(0).verdict());
    assertTrue(early.comparisons().get(0).p() < 1e-9, "the highest rate does not win by that");
    ExperimentResult crooked = RULE.result(List.of(arm("a", 1_000, 200), arm("b", 1_200, 300)));
    assertEquals(ExperimentVerdict.SAMPLE_RATIO_MISMATCH, crooked.verdict());
    assertEquals(2 * 100 * 100 / 1_100.0, crooked.sampleRatioChiSquare(), 1e-9);
    ExperimentResult planned =
        RULE.result(
            List.of(
                new ExperimentInput.Arm("a", 1_000, 200, 5.0),
                new ExperimentInput.Arm("b", 1_200, 240, 6.0)));
    assertEquals(ExperimentVerdict.DECIDED, planned.verdict());
    assertEquals(1, planned.sampleRatioP(), 1e-12);
    ExperimentResult empty = RULE.result(List.of(arm("a", 0, 0), arm("b", 0, 0)));
    assertEquals(ExperimentVerdict.TOO_EARLY, empty.verdict());
    assertNull(empty.comparisons().get(0).rate());
  }

  @Test
  void several_arms_are_corrected_by_holm() {
    assertEquals(List.of(0.03, 0.06, 0.06), ExperimentRule.holm(List.of(0.01, 0.04, 0.03)));
    assertEquals(
        Arrays.asList(0.04, null, 0.04), ExperimentRule.holm(Arrays.asList(0.02, null, 0.03)));
    assertEquals(List.of(0.2), ExperimentRule.holm(List.of(0.2)));
  }

  @Test
  void buckets_follow_from_the_names_alone_and_are_filled_alike() {
    int[] tenths = new int[10];
    for (int i = 0; i < 20_000; i++) {
      int bucket = Assignment.bucket("salt", "spring", "cus_" + i);
      assertEquals(bucket, Assignment.bucket("salt", "spring", "cus_" + i));
      tenths[bucket / 1_000]++;
    }
    double chiSquare = 0;
    for (int tenth : tenths) {
      chiSquare += Math.pow(tenth - 2_000, 2) / 2_000;
    }
    assertTrue(chiSquare < 27.9, "p >= 0.001, was " + chiSquare);
    assertTrue(
        Assignment.bucket("salt", "spring", "cus_1")
            != Assignment.bucket("other", "spring", "cus_1"));
    assertTrue(Assignment.bucket("a", "bc", "d") != Assignment.bucket("ab", "c", "d"));
  }

  @Test
  void a_campaigns_return_is_what_came_beyond_those_held_out() {
    IncrementalReturn found =
        IncrementalRule.of(
            new IncrementalReturnInput(
                new IncrementalReturnInput.Group(100, 120, 20),
                new IncrementalReturnInput.Group(100, 100, 20),
                0.5,
                400,
                null),
            0.05);
    assertEquals(20, found.difference(), 1e-12);
    assertEquals(198, found.degreesOfFreedom(), 1e-9);
    assertEquals(20 - 1.972017 * Math.sqrt(8), found.low(), 1e-5);
    assertEquals(1_000, found.incrementalMargin(), 1e-9);
    assertEquals(1.5, found.returnOnInvestment(), 1e-12);
    assertEquals((100 * found.low() * 0.5 - 400) / 400, found.lowReturn(), 1e-12);
    assertEquals((100 * found.high() * 0.5 - 400) / 400, found.highReturn(), 1e-12);
  }
}
