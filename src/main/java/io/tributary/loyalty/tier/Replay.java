package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;

/**
 * A member's tiers from the first fact to an instant.
 *
 * @param policy the version in force at the instant
 * @param now what holds at the instant
 * @param history every change, oldest first; never empty
 * @param due when time alone changes any of this next; null when nothing is ahead
 */
record Replay(TierPolicy policy, Evaluation now, List<TierChange> history, Instant due) {
  /** The tier's name. */
  String tier() {
    return policy.name(now.tier());
  }

  /** When the tier began. */
  Instant since() {
    return history.get(history.size() - 1).at();
  }
}
