package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RateRuleTest {
  @Property(tries = 300)
  void between_any_two_instants_pass_a_full_bucket_and_what_flowed_in_meanwhile(
      @ForAll @DoubleRange(min = .1, max = 10_000) double perSecond,
      @ForAll @IntRange(min = 1, max = 50) int burst,
      @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 100_000) Long> pauses) {
    RateRule rule = new RateRule(perSecond, burst);
    long now = 0;
    long fullAt = 0;
    long passed = 0;
    for (long pause : pauses) {
      now += pause;
      long then = rule.next(fullAt, now);
      if (then != RateRule.REFUSED) {
        fullAt = then;
        passed++;
      }
    }
    assertTrue(passed <= burst + Math.floor(now * perSecond / 1_000_000) + 1e-9);
  }

  @Property(tries = 100)
  void a_bucket_that_rested_is_full_again_and_one_at_its_rate_is_never_refused(
      @ForAll @DoubleRange(min = .1, max = 10_000) double perSecond,
      @ForAll @IntRange(min = 1, max = 50) int burst) {
    RateRule rule = new RateRule(perSecond, burst);
    long fullAt = 0;
    for (int i = 0; i < burst; i++) {
      fullAt = rule.next(fullAt, 0);
      assertTrue(fullAt != RateRule.REFUSED);
    }
    assertEquals(RateRule.REFUSED, rule.next(fullAt, 0));
    for (int i = 1; i <= 20; i++) {
      fullAt = rule.next(fullAt, i * rule.interval());
      assertTrue(fullAt != RateRule.REFUSED);
    }
  }
}
