package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;

/** By what a figure is divided to explain it. */
@Description("By what a figure is divided to explain it.")
public enum AlertDimension {
  /** Channels. */
  @Description("Channels: of sales, of first purchases or of visits.")
  CHANNEL,
  /** Stores. */
  @Description("Stores; what was sold in none is in no part.")
  STORE,
  /** Product categories. */
  @Description("Product categories; what has none is in no part.")
  CATEGORY,
  /** New and returning customers. */
  @Description("NEW for customers on the day of their first purchase, else RETURNING.")
  CUSTOMER_KIND
}
