package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * One account's part in points that are held for a checkout.
 *
 * @param account on which account
 * @param id the id of the entry that took them out of their lots
 * @param points how many
 * @param state what became of it
 * @param expiresAt when it lapses by itself
 */
record Reservation(UUID account, UUID id, long points, ReservationState state, Instant expiresAt) {

  /** Whether it has lapsed by an instant, written down or not. */
  boolean isLapsed(Instant at) {
    return state == ReservationState.OPEN && !expiresAt.isAfter(at);
  }
}
