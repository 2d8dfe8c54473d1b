package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * All that the tiers of one member follow from.
 *
 * @param joined when the customer was first seen, the earliest first: the member's own years are
 *     counted from here. Several for who was merged: each keeps their own year
 * @param deeds what counts, in any order
 * @param locks what staff hold the member to
 * @param elsewhere tiers held in other programmes
 */
record MemberFacts(
    List<Instant> joined, List<Deed> deeds, List<TierLock> locks, List<Elsewhere> elsewhere) {

  /**
   * A tier held in another programme.
   *
   * @param programme which
   * @param tier its name
   * @param from since when
   * @param until exclusive; null while it is held
   */
  record Elsewhere(UUID programme, String tier, Instant from, Instant until) {}

  private static final Comparator<Deed> ORDER =
      Comparator.comparing(Deed::at)
          .thenComparing(Deed::id)
          .thenComparing(Deed::measure)
          .thenComparingLong(Deed::amount);

  MemberFacts {
    joined = joined.stream().distinct().sorted().toList();
    deeds = deeds.stream().sorted(ORDER).toList();
    locks =
        locks.stream()
            .sorted(Comparator.comparing(TierLock::from).thenComparing(TierLock::uuid))
            .toList();
  }

  MemberFacts(Instant joined, List<Deed> deeds) {
    this(List.of(joined), deeds, List.of(), List.of());
  }

  /** When the membership begins: when first seen, or with the first deed if that is earlier. */
  Instant since() {
    Instant seen = joined.get(0);
    return !deeds.isEmpty() && deeds.get(0).at().isBefore(seen) ? deeds.get(0).at() : seen;
  }
}
