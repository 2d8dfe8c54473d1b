package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;

/** A figure of a local day. */
@Description("A figure of a local day.")
public enum WatchedFigure {
  /** Net value of orders. */
  @Description("Net value of the day's orders in the currency in use, in minor units.")
  REVENUE,
  /** Orders. */
  @Description("Orders.")
  ORDERS,
  /** Customers who bought for the first time. */
  @Description("Customers who bought for the first time.")
  NEW_CUSTOMERS,
  /** Visits. */
  @Description("Visits, of each profile, as refresh-visits has made them.")
  VISITS
}
