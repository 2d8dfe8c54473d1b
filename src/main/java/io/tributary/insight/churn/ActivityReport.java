package io.tributary.insight.churn;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Who stayed, came and left (metrics.md, "Repurchase, retention rate, churn").
 *
 * @param from the period's start
 * @param asOf its end
 * @param computedAt when
 * @param timezone in which days begin
 * @param activeDays the window of activity
 * @param customers who had bought by the end
 * @param orders of theirs by the end
 * @param activeAtStart S
 * @param activeAtEnd E
 * @param acquired active at the end, first bought within the period
 * @param reactivated active at the end, not at the start, first bought before
 * @param churned active at the start and not at the end
 */
@Type("ActivityReport")
@Description("Who stayed, came and left between two instants.")
public record ActivityReport(
    @NonNull @Description("The period's start.") OffsetDateTime from,
    @NonNull @Description("The period's end: later purchases do not exist.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @NonNull @Description("IANA time zone in which days begin.") String timezone,
    @Description("A customer is active at t with a purchase within so many days before t.")
        int activeDays,
    @Description("Customers who had bought by the end.") int customers,
    @Description("How many orders they had made.") int orders,
    @Description("Active at the start.") int activeAtStart,
    @Description("Active at the end.") int activeAtEnd,
    @Description("Active at the end, who first bought within the period.") int acquired,
    @Description("Active at the end and not at the start, who had bought before.") int reactivated,
    @Description("Active at the start and not at the end.") int churned) {

  /** (E - N) / S. */
  @Description(
      "Active at the end, less those acquired and reactivated, by active at the start; null when"
          + " nobody was.")
  public Double getRetentionRate() {
    return activeAtStart == 0
        ? null
        : (activeAtEnd - acquired - reactivated) / (double) activeAtStart;
  }

  /** Churned by S. */
  @Description("Churned by active at the start: 1 less the retention rate; null when nobody was.")
  public Double getChurnRate() {
    return activeAtStart == 0 ? null : churned / (double) activeAtStart;
  }
}
