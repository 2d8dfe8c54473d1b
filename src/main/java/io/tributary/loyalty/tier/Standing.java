package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;

/**
 * What a member has been promised: until when each tier is valid, before grace.
 *
 * @param validUntil by tier, the base tier first; null for one that is not held, as for the base
 *     tier, which needs no promise
 */
record Standing(List<Instant> validUntil) {
  /** The promise for one tier, or null. */
  Instant of(int tier) {
    return validUntil.get(tier);
  }
}
