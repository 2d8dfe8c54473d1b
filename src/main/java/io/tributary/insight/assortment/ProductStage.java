package io.tributary.insight.assortment;

import org.eclipse.microprofile.graphql.Description;

/** Where a product stands in its life. */
@Description("Where a product stands in its life.")
public enum ProductStage {
  /** First sold lately. */
  @Description("First sold within the period, or within newForDays before its end.")
  INTRODUCTION,
  /** Sells more. */
  @Description("Sells at least 10 % more a day than in the period before, or sells again.")
  GROWTH,
  /** Sells as before. */
  @Description("Sells as much a day as in the period before, within 10 %.")
  MATURITY,
  /** Sells less. */
  @Description("Sells at least 10 % less a day than in the period before, or no more.")
  DECLINE
}
