package io.tributary.insight.channel;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How far people came.
 *
 * @param from beginning
 * @param asOf end
 * @param computedAt when
 * @param customers who took the first step
 * @param steps each
 */
@Type("FunnelReport")
@Description("How far people came through a funnel.")
public record FunnelReport(
    @NonNull @Description("The beginning of the period.") OffsetDateTime from,
    @NonNull @Description("The end of the period.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("People who took the first step, unknown visitors among them.") int customers,
    @NonNull @Description("Each step, in order.") List<@NonNull Step> steps) {

  /**
   * A step.
   *
   * @param name the event, or the kind
   * @param people who came to it
   * @param shareOfFirst of those of the first step
   * @param shareOfPrevious of those of the step before
   * @param medianSecondsFromPrevious since the step before
   */
  @Type("FunnelStep")
  @Description("Who came to a step of a funnel.")
  public record Step(
      @NonNull @Description("The event's name, or the kind of step.") String name,
      @Description("How many people came to it.") int people,
      @Description("Of those who took the first step; null without any.") Double shareOfFirst,
      @Description("Of those who took the step before; null without any or for the first.")
          Double shareOfPrevious,
      @Description("Median seconds since the step before; null without any or for the first.")
          Double medianSecondsFromPrevious) {}
}
