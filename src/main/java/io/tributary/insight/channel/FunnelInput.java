package io.tributary.insight.channel;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A funnel.
 *
 * @param steps 2 to 10, in order
 * @param from what happened from then on
 * @param asOf until then; now when null
 * @param windowHours from the first step to the last; 720 when null
 */
@Input("FunnelInput")
@Description("A funnel: steps in order, and how long it may take.")
public record FunnelInput(
    @NonNull @Description("2 to 10 steps, in order.") List<@NonNull Step> steps,
    @NonNull @Description("What happened then or later.") OffsetDateTime from,
    @Description("Before that instant; now when left out, never later.") OffsetDateTime asOf,
    @Description("The last step comes less than so many hours after the first, 1 to 8760; 720.")
        Integer windowHours) {

  /** What a step is. */
  @Description("What a step of a funnel is.")
  public enum Kind {
    /** An event of that name. */
    @Description("An event, by its name.")
    EVENT,
    /** A registration, by channelSettings. */
    @Description("A registration, by channelSettings.")
    REGISTRATION,
    /** An enquiry, by channelSettings. */
    @Description("An enquiry, by channelSettings.")
    ENQUIRY,
    /** An order that counts. */
    @Description("An order that counts.")
    PURCHASE
  }

  /**
   * A step.
   *
   * @param kind what it is
   * @param event the name, for EVENT
   */
  @Input("FunnelStepInput")
  @Description("A step of a funnel.")
  public record Step(
      @NonNull @Description("What it is.") Kind kind,
      @Description("The event's name, for EVENT; case does not matter.") String event) {}
}
