package io.tributary.loyalty.earning;

import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.ledger.Activation;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * When points that a sale earns can be used. Pure: it follows from the sale and its delivery alone,
 * in whatever order they are heard of.
 *
 * @param when the event that counts
 * @param days local days after it; 0 where there are none
 */
@Type("EarningActivation")
@Description(
    "When points that a sale earns can be used; until then they are pending, and a return or a cancellation takes them from"
        + " there.")
public record EarningActivation(
    @NonNull @Description("The event that counts.") EarningActivationKind when,
    @Description(
            "Whole local days after it, at whose end they can be used; 0 where there are none.")
        int days) {
  /** What points wait for until an order is delivered. */
  static final String DELIVERED = "DELIVERED";

  /** What points wait for until the return window after the delivery is over. */
  static final String RETURN_WINDOW = "RETURN_WINDOW_OVER";

  /**
   * From when what a sale earns can be used.
   *
   * @param delivered when the customer had it; null while that is not known
   * @param zone the programme's time zone
   */
  Activation of(Instant sold, Instant delivered, ZoneId zone) {
    return switch (when) {
      case AT_ONCE -> new Activation(sold, null);
      case AFTER_ORDER -> new Activation(afterDays(sold, zone), null);
      case ON_DELIVERY -> new Activation(delivered, DELIVERED);
      case AFTER_DELIVERY ->
          new Activation(delivered == null ? null : afterDays(delivered, zone), RETURN_WINDOW);
    };
  }

  private Instant afterDays(Instant event, ZoneId zone) {
    return LocalDays.endAfter(event, Period.ofDays(days), zone);
  }
}
