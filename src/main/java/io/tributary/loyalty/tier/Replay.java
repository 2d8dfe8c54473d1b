package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.List;

/**
 * A member's tiers from the first fact to an instant.
 *
 * @param policy the version in force at the instant
 * @param asOf the instant
 * @param facts what counts by then
 * @param standing what the member has been promised by then
 * @param since from when each tier, or one above it, has been held; null for one that is not
 * @param locks what staff have held the member to by then, in the order of setting
 * @param promised the place of the highest tier whose promise has not ended
 * @param place the place of the tier that the member has
 * @param history every change, oldest first; never empty
 * @param due when time alone changes any of this next; null when nothing is ahead
 */
record Replay(
    TierPolicy policy,
    Instant asOf,
    Counted facts,
    Standing standing,
    List<Instant> since,
    List<TierLock> locks,
    int promised,
    int place,
    List<TierChange> history,
    Instant due) {

  /** The tier's name. */
  String tier() {
    return policy.name(place);
  }

  /** When the tier began. */
  Instant began() {
    return history.get(history.size() - 1).at();
  }

  /** What holds at the instant, why, and what it takes to rise or to stay. */
  Evaluation now() {
    return policy.evaluate(this);
  }

  /** The same, due earlier when something elsewhere is. */
  Replay dueBy(Instant other) {
    return due != null && !due.isAfter(other)
        ? this
        : new Replay(policy, asOf, facts, standing, since, locks, promised, place, history, other);
  }

  /** Whether the window holds what the tier takes. */
  boolean earned() {
    return policy.earned(this);
  }

  /** Net spend in the window, in minor units. */
  long qualifying() {
    return facts.sum(TierMeasure.NET_SPEND, Instant.MIN, asOf);
  }

  /**
   * The instant from which the tier is no longer valid, before grace; null for one that does not
   * end, as the base tier. A tier that a lock gives is valid as long as the lock.
   */
  Instant validUntil() {
    if (place > promised) {
      return lockEnds();
    }
    Instant until = null;
    for (int tier = Math.max(1, place); tier < policy.tiers().size() && place > 0; tier++) {
      Instant promise = standing.of(tier);
      until = promise == null ? until : TierPolicy.latest(until, promise);
      if (place == promised) {
        break;
      }
    }
    return Instant.MAX.equals(until) ? null : until;
  }

  private Instant lockEnds() {
    Instant pinned = null;
    Instant latest = Instant.MIN;
    boolean pin = false;
    for (TierLock lock : locks) {
      if (lock.holds(asOf) && lock.kind() == TierLock.Kind.PIN && policy.place(lock.tier()) >= 0) {
        pin = true;
        pinned = lock.end();
      } else if (lock.holds(asOf)
          && lock.kind() == TierLock.Kind.FLOOR
          && policy.place(lock.tier()) >= place) {
        latest = lock.end() == null ? Instant.MAX : TierPolicy.latest(latest, lock.end());
      }
    }
    return pin ? pinned : latest.equals(Instant.MAX) ? null : latest;
  }
}
