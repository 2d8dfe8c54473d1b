package io.tributary.loyalty.ledger;

import java.time.Instant;

/**
 * Points to be given.
 *
 * @param points how many, at least 1
 * @param activeAt from when they can be used; null while they wait for an event
 * @param expiresAt from when they no longer can; null when they never expire
 * @param awaits the event they wait for; null for none
 * @param sale the sale that earns them; null for none
 * @param line the sale's line; {@link Sale#WHOLE} for the sale as a whole; null without a sale
 * @param value what the sale, or its line, is worth in minor units; null without a sale
 */
record Grant(
    long points,
    Instant activeAt,
    Instant expiresAt,
    String awaits,
    String sale,
    String line,
    Long value) {

  /** Points that come from no sale. */
  static Grant of(long points, Instant activeAt, Instant expiresAt) {
    return new Grant(points, activeAt, expiresAt, null, null, null, null);
  }
}
