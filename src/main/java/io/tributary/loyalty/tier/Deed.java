package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something a member did that can count towards a tier: a paid order in the programme's currency,
 * growth value earned, a visit to a store.
 *
 * @param measure NET_SPEND for an order, which is a purchase day too, QUALIFYING_POINTS or VISITS
 * @param at when
 * @param id tells deeds of one instant apart
 * @param amount its worth before anything was taken back, at least 0: minor units, points, or 1 for
 *     a visit
 * @param refunds what was taken back
 */
record Deed(TierMeasure measure, Instant at, UUID id, long amount, List<Refund> refunds) {
  Deed {
    if (amount < 0 || measure == TierMeasure.PURCHASE_DAYS) {
      throw new IllegalArgumentException(
          "a deed is an order, points or a visit worth at least 0, not " + measure + " " + amount);
    }
    refunds = List.copyOf(refunds);
  }

  /** A paid order. */
  static Deed purchase(Instant at, UUID order, long minor, List<Refund> refunds) {
    return new Deed(TierMeasure.NET_SPEND, at, order, minor, refunds);
  }

  /**
   * Money or points taken back.
   *
   * @param at when; one dated before its deed counts from the deed
   * @param amount how much; all refunds of a deed take at most its worth
   */
  record Refund(Instant at, long amount) {}
}
