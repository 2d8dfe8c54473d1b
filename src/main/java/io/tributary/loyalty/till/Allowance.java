package io.tributary.loyalty.till;

import java.time.Instant;
import java.util.UUID;

/**
 * What a till may spend without a network.
 *
 * @param reservation what holds the points
 * @param customer whose
 * @param currency of what
 * @param points at most so many
 * @param device which till
 * @param sequence the till's own number of it
 * @param issuedAt from when
 * @param validUntil exclusive
 */
record Allowance(
    UUID reservation,
    UUID customer,
    UUID currency,
    long points,
    String device,
    long sequence,
    Instant issuedAt,
    Instant validUntil) {

  /** Why a till may not have spent so; null when it may. */
  String refuses(long spent, Instant at) {
    if (spent < 0 || spent > points) {
      return "0 to " + points + " points, as the allowance says.";
    }
    return at.isBefore(issuedAt) || !at.isBefore(validUntil)
        ? "The allowance holds from " + issuedAt + " and before " + validUntil + "."
        : null;
  }

  /** Tells a repeated request of the till from another. */
  String key(String what) {
    return what + "/" + device + "/" + sequence;
  }
}
