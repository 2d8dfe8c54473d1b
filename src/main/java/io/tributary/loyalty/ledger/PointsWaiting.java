package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Pending points that become usable together.
 *
 * @param activeAt from when they can be used; null while that is not known
 * @param awaits the event that they wait for
 * @param points how many
 */
@Type("PointsWaiting")
@Description("Pending points that become usable together.")
public record PointsWaiting(
    @Description(
            "From when they can be used; null while the event that they wait for has not happened.")
        OffsetDateTime activeAt,
    @Description(
            "The event that they wait or waited for, such as DELIVERED, or RETURN_WINDOW_OVER; null when they wait for time"
                + " alone.")
        String awaits,
    @Description("How many.") long points) {
  /**
   * Where in the order of time that stands whose time is not known: as late as a cursor can say.
   */
  static final Instant UNKNOWN = Instant.parse("2262-01-01T00:00:00Z");

  /**
   * A place in the order of time.
   *
   * @param at when; {@link #UNKNOWN} for what has no time
   * @param awaits the event; empty for none
   */
  record Place(Instant at, String awaits) {}

  Place place() {
    return new Place(
        activeAt == null ? UNKNOWN : activeAt.toInstant(), awaits == null ? "" : awaits);
  }
}
