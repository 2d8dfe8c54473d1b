package io.tributary.insight.churn;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A computation over all customers.
 *
 * @param uuid its id
 * @param asOf the instant it is true for
 * @param computedAt when
 * @param activeDays the window of activity
 * @param usualGapDays of all repeat buyers; null without any
 * @param customers how many; null until it has ended
 * @param levels customers by level
 * @param backTest null until it has ended
 * @param channelGaps usual gaps by first channel
 */
@Type("ChurnRun")
@Description("A computation of churn over all customers, with its back-test.")
public record ChurnRun(
    @Ignore UUID uuid,
    @NonNull @Description("The instant it is true for.") OffsetDateTime asOf,
    @NonNull @Description("When it began.") OffsetDateTime computedAt,
    @Description("A customer is active at t with a purchase within so many days before t.")
        int activeDays,
    @Description("Nine of ten gaps between purchases of all are at most that many days.")
        Double usualGapDays,
    @Description("How many customers had bought; null until the run has ended.") Integer customers,
    @NonNull @Description("Customers by level; empty until the run has ended.")
        List<@NonNull ChurnLevelCount> levels,
    @Description("How the same rules would have warned one window earlier; null until the end.")
        ChurnBackTest backTest,
    @Ignore java.util.Map<String, Double> channelGaps) {

  /** The usual gap of customers of a first channel; the window where nothing is known. */
  @Ignore
  double gapOf(String channel) {
    Double own = channel == null ? null : channelGaps.get(channel);
    if (own != null) {
      return own;
    }
    return usualGapDays == null ? activeDays : usualGapDays;
  }
}
