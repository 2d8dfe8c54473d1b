package io.tributary.insight.assortment;

import java.time.Duration;
import java.time.Instant;

/**
 * The stage of a product's life, from what it sold a day in a period and in one as long before. A
 * product that was not yet sold during part of the earlier period is judged by the rest of that.
 *
 * @param from the period's beginning
 * @param asOf its end
 * @param newForDays for how long a product is being introduced
 */
record ProductStageRule(Instant from, Instant asOf, int newForDays) {
  private static final double MUCH = 0.1;

  /** The beginning of the period before. */
  Instant before() {
    return from.minus(Duration.between(from, asOf));
  }

  /**
   * Sales a day by those of the period before, less 1; null without any before.
   *
   * @param firstSold null when it never was
   * @param sold net value in the period
   * @param soldBefore in the one before
   */
  Double growth(Instant firstSold, long sold, long soldBefore) {
    if (firstSold == null || !firstSold.isBefore(from) || soldBefore <= 0) {
      return null;
    }
    Instant since = firstSold.isAfter(before()) ? firstSold : before();
    double pace = sold / (double) Duration.between(from, asOf).toMillis();
    double paceBefore = soldBefore / (double) Math.max(1, Duration.between(since, from).toMillis());
    return pace / paceBefore - 1;
  }

  /** The stage; null for what was never sold. */
  ProductStage stage(Instant firstSold, long sold, long soldBefore) {
    if (firstSold == null) {
      return null;
    }
    if (!firstSold.isBefore(from) || firstSold.isAfter(asOf.minus(Duration.ofDays(newForDays)))) {
      return ProductStage.INTRODUCTION;
    }
    Double growth = growth(firstSold, sold, soldBefore);
    if (growth == null) {
      return sold > 0 ? ProductStage.GROWTH : ProductStage.DECLINE;
    }
    if (growth >= MUCH) {
      return ProductStage.GROWTH;
    }
    return growth <= -MUCH ? ProductStage.DECLINE : ProductStage.MATURITY;
  }
}
