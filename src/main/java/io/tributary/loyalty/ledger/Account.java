package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * An account as its row says.
 *
 * @param id the id
 * @param customer for whom it was opened
 * @param available points that can be spent at {@code settledAt}
 * @param pending points that are not active yet
 * @param reserved points held for checkouts
 * @param debt points taken back beyond what was there
 * @param settledAt the instant that all this holds for
 * @param dueAt nothing of it changes by time alone before this; null when nothing is ahead
 */
record Account(
    UUID id,
    UUID customer,
    long available,
    long pending,
    long reserved,
    long debt,
    Instant settledAt,
    Instant dueAt) {

  /** Whether time alone may have changed the row by an instant. */
  boolean isDue(Instant at) {
    return dueAt != null && !dueAt.isAfter(at);
  }
}
