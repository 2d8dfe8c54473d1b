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
  VISITS,
  /** Customers who bought and had bought before. */
  @Description("Customers who bought, and had first bought on an earlier day: repurchase.")
  RETURNING_CUSTOMERS,
  /** Customers whose window of activity ended. */
  @Description(
      "Customers who have bought nothing for the window of activity since that day: churn.")
  LAPSED_CUSTOMERS,
  /** Visits with a registration or an enquiry. */
  @Description("Visits with a registration or an enquiry, as refresh-visits has made them.")
  CONVERSIONS
}
