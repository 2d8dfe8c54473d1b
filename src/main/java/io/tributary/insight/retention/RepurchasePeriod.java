package io.tributary.insight.retention;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Repurchase within a period (metrics.md, "repurchaseInPeriod"), which ends at the report's asOf.
 *
 * @param from its beginning; null for all time
 * @param customers who bought in it
 * @param repeated those of them who bought on two days or more of it
 * @param rate repeated by customers; null when nobody bought
 */
@Type("RepurchasePeriod")
@Description("Who bought on two days or more of a period, which ends at asOf.")
public record RepurchasePeriod(
    @Description("The period's beginning; null for all time.") OffsetDateTime from,
    @Description("Customers who bought in the period.") int customers,
    @Description("Those of them who bought on two days or more of it.") int repeated,
    @Description("repeated by customers, 0 to 1; null when nobody bought.") Double rate) {

  /** A period with its rate. */
  static RepurchasePeriod of(OffsetDateTime from, int customers, int repeated) {
    return new RepurchasePeriod(
        from, customers, repeated, customers == 0 ? null : (double) repeated / customers);
  }
}
