package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;

/**
 * What the rule decides for one member at one instant.
 *
 * @param tier the tier's place on the ladder, 0 for the base tier
 * @param validUntil the instant from which the tier is no longer valid, before grace; null for the
 *     base tier
 * @param qualifying what counts in the window, in minor units
 * @param reasons sentences that say why
 * @param next what it takes to reach the tier above; null in the top tier
 * @param stay what it takes to keep the tier past its end; null in the base tier
 */
record Evaluation(
    int tier, Instant validUntil, long qualifying, List<String> reasons, Goal next, Goal stay) {

  /**
   * How much must be spent by when.
   *
   * @param tier the tier it is about, by its place
   * @param need net spend still missing, in minor units; at least 1
   * @param by the end (exclusive) of the time for it; null when the need does not grow with time
   */
  record Goal(int tier, long need, Instant by) {}
}
