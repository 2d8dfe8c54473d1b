package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the rule decides for one member at one instant.
 *
 * @param tier the tier's place on the ladder, 0 for the base tier
 * @param validUntil the instant from which the tier is no longer valid, before grace; null for one
 *     that does not end, as the base tier
 * @param counted what the window holds of net spend and of each measure that the policy asks for
 * @param earned whether the window holds what the tier takes
 * @param reasons sentences that say why
 * @param next what it takes to reach the next tier that can be earned; null when there is none
 * @param stay what it takes to keep the tier past its end; null for one that does not end, or that
 *     a lock gives
 */
record Evaluation(
    int tier,
    Instant validUntil,
    Map<TierMeasure, Long> counted,
    boolean earned,
    List<String> reasons,
    Goal next,
    Goal stay) {

  /** Net spend in the window, in minor units. */
  long qualifying() {
    return counted.get(TierMeasure.NET_SPEND);
  }

  /**
   * How much more is needed by when.
   *
   * @param tier the tier it is about, by its place
   * @param anyOf what is missing: all of one of these
   * @param by the end (exclusive) of the time for it; null when the need does not grow with time
   */
  record Goal(int tier, List<List<Condition>> anyOf, Instant by) {
    /** Net spend still missing in the first alternative, in minor units. */
    long need() {
      return anyOf.get(0).stream()
          .filter(c -> c.measure() == TierMeasure.NET_SPEND)
          .mapToLong(Condition::minimum)
          .findFirst()
          .orElse(0);
    }
  }
}
