package io.tributary.insight.assortment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ProductStageRuleTest {
  private static final Instant FROM = Instant.parse("2024-07-01T00:00:00Z");

  private static ProductStageRule over(int days) {
    return new ProductStageRule(FROM, FROM.plus(Duration.ofDays(days)), 90);
  }

  @Property(tries = 300)
  @Label("selling the same each day is maturity, however long the product was there before")
  void steady(
      @ForAll @IntRange(min = 95, max = 400) int days,
      @ForAll @IntRange(min = 1, max = 800) int known,
      @ForAll @LongRange(min = 1, max = 1000) long aDay) {
    ProductStageRule rule = over(days);
    Instant first = FROM.minus(Duration.ofDays(known));
    long before = aDay * Math.min(known, days);
    assertEquals(0, rule.growth(first, aDay * days, before), 1e-9);
    assertEquals(ProductStage.MATURITY, rule.stage(first, aDay * days, before));
  }

  @Property(tries = 300)
  @Label("the stage follows growth alone once a product is old, and never falls when more is sold")
  void monotone(
      @ForAll @LongRange(min = 0, max = 5000) long sold,
      @ForAll @LongRange(min = 0, max = 5000) long more,
      @ForAll @LongRange(min = 0, max = 5000) long before) {
    ProductStageRule rule = over(100);
    Instant first = FROM.minus(Duration.ofDays(1000));
    ProductStage less = rule.stage(first, sold, before);
    ProductStage greater = rule.stage(first, sold + more, before);
    assertEquals(true, rank(greater) >= rank(less), less + " then " + greater);
    double ratio = before == 0 ? (sold > 0 ? 2 : 0) : sold / (double) before;
    if (Math.abs(Math.abs(ratio - 1) - 0.1) > 1e-9) {
      assertEquals(ratio > 1.1 ? 2 : ratio < 0.9 ? 0 : 1, rank(less));
    }
  }

  private static int rank(ProductStage stage) {
    return switch (stage) {
      case DECLINE -> 0;
      case MATURITY -> 1;
      case GROWTH -> 2;
      case INTRODUCTION -> throw new AssertionError("it is old");
    };
  }

  @Test
  void a_product_is_introduced_when_it_is_first_sold_lately() {
    assertEquals(ProductStage.INTRODUCTION, over(400).stage(FROM, 100, 0));
    assertEquals(
        ProductStage.INTRODUCTION, over(30).stage(FROM.minus(Duration.ofDays(59)), 100, 900));
    assertEquals(ProductStage.DECLINE, over(30).stage(FROM.minus(Duration.ofDays(60)), 100, 900));
    assertNull(over(30).stage(null, 0, 0));
    assertNull(over(400).growth(FROM, 100, 0));
  }
}
