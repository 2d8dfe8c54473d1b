package io.tributary.insight.retention;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * One window of repurchase (metrics.md, "repurchaseWithin").
 *
 * @param days its length
 * @param eligible customers who first bought at least that long before asOf
 * @param repeated those of them with a second purchase day within it
 * @param rate repeated by eligible; null when nobody is eligible
 */
@Type("RepurchaseWindow")
@Description("One window of repurchase.")
public record RepurchaseWindow(
    @Description("Its length in days.") int days,
    @Description("Customers whose first purchase lies at least that many days before asOf.")
        int eligible,
    @Description(
            "Those of them who bought again on another day, at most that many days after the"
                + " first.")
        int repeated,
    @Description("repeated by eligible, 0 to 1; null when nobody is eligible.") Double rate) {

  /** A window with its rate. */
  static RepurchaseWindow of(int days, int eligible, int repeated) {
    return new RepurchaseWindow(
        days, eligible, repeated, eligible == 0 ? null : (double) repeated / eligible);
  }
}
