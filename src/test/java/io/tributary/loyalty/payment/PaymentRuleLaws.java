package io.tributary.loyalty.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.graphql.ApiException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What holds for points as money, whatever the figures. */
class PaymentRuleLaws {
  private static final long MANY = 1_000_000_000_000L;

  @Property(tries = 300)
  void what_goes_back_grows_with_the_returns_and_is_all_in_the_end(
      @ForAll @LongRange(min = 1, max = MANY) long points,
      @ForAll @LongRange(min = 1, max = MANY) long total,
      @ForAll @LongRange(max = MANY) long first,
      @ForAll @LongRange(max = MANY) long second) {
    long some = PaymentRule.back(points, first, total, false);
    long more = PaymentRule.back(points, first + second, total, false);
    assertTrue(some >= 0 && some <= more && more <= points);
    assertEquals(points, PaymentRule.back(points, total, total, false));
    assertEquals(points, PaymentRule.back(points, first, total, true));
  }

  @Property(tries = 300)
  void points_are_never_worth_more_together_than_their_rate_says(
      @ForAll @LongRange(min = 1, max = 1000) long unit,
      @ForAll @LongRange(min = 1, max = 100_000) long worth,
      @ForAll @LongRange(max = 1_000_000) long a,
      @ForAll @LongRange(max = 1_000_000) long b) {
    PaymentRule rule = new PaymentRule(unit, worth, 1, null, 100);
    assertTrue(rule.worth(a) * unit <= a * worth);
    assertTrue(rule.worth(a) + rule.worth(b) <= rule.worth(a + b));
  }

  @Test
  void limits_are_those_of_the_order_not_of_the_payment() {
    PaymentRule rule = new PaymentRule(100, 100, 50, 1_000L, 50);
    rule.check(50, 0, 100L);
    rule.check(10, 990, 2_000L);
    refused(rule, 49, 0, 2_000L);
    refused(rule, 11, 990, 4_000L);
    refused(rule, 51, 0, 100L);
    refused(rule, 100, 0, null);
    refused(new PaymentRule(100, 1, 1, null, 100), 99, 0, null);
  }

  private static void refused(PaymentRule rule, long points, long before, Long total) {
    assertThrows(ApiException.class, () -> rule.check(points, before, total));
  }
}
