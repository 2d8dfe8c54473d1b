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
  CONVERSIONS,
  /** Returning customers by customers who bought. */
  @Description("Of the customers who bought, the share who had first bought on an earlier day.")
  REPURCHASE_RATE,
  /** Conversions by visits. */
  @Description("Of the visits, the share with a registration or an enquiry.")
  CONVERSION_RATE,
  /** Lapsed customers by active ones. */
  @Description(
      "Of the customers who were active when the day began, the share who lapsed on it: see"
          + " LAPSED_CUSTOMERS.")
  CHURN_RATE,
  /** Orders returned by orders made. */
  @Description(
      "Orders of which something came back that day, by the orders made that day, those that were"
          + " returned in full later among them.")
  RETURN_RATE;

  /** Rates are kept in whole millionths, as money is in minor units. */
  private static final long MILLION = 1_000_000;

  /** Whether it is a share of something, from 0 to 1, and no amount. */
  boolean isRate() {
    return ordinal() >= REPURCHASE_RATE.ordinal();
  }

  /** A value as it is kept. */
  Long kept(Double shown) {
    return shown == null ? null : Long.valueOf(Math.round(isRate() ? shown * MILLION : shown));
  }

  /** A kept value as it is shown. */
  Double shown(Long kept) {
    return kept == null ? null : Double.valueOf(isRate() ? kept / (double) MILLION : kept);
  }
}
