package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A paid order, in the programme's currency.
 *
 * @param at when it was ordered
 * @param orderId tells purchases of one instant apart
 * @param minor its value before any return, in minor units; at least 0
 * @param refunds what was given back
 */
record Purchase(Instant at, UUID orderId, long minor, List<Refund> refunds) {
  Purchase {
    if (minor < 0) {
      throw new IllegalArgumentException("a purchase is worth at least 0, not " + minor);
    }
    refunds = List.copyOf(refunds);
  }

  /**
   * Money given back for a purchase.
   *
   * @param at when; one dated before its purchase counts from the purchase
   * @param minor how much, in minor units; all refunds of a purchase take at most its value
   */
  record Refund(Instant at, long minor) {}
}
