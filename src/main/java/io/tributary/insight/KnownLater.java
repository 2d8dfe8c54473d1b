package io.tributary.insight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Customers of a run, some of whom are known for a later instant than the run's: facts of theirs
 * changed since. What the run has found (a fit, thresholds, a window) counts for them as well, and
 * what they did after the run's instant must not be taken back: so they are computed anew for the
 * later instant, by the terms in force then. Of a run for a past day these are not its own, and
 * nothing changes.
 *
 * @param others customers known for no later instant
 * @param later customers known for a later one, in the order of the run
 * @param at the latest of these instants; null when there are none
 */
public record KnownLater(List<UUID> others, List<UUID> later, Instant at) {
  /**
   * Divides customers.
   *
   * @param known the later instants of those who are known for one
   */
  static KnownLater of(List<UUID> customers, Map<UUID, Instant> known) {
    List<UUID> others = new ArrayList<>(customers.size() - known.size());
    List<UUID> later = new ArrayList<>(known.size());
    customers.forEach(customer -> (known.containsKey(customer) ? later : others).add(customer));
    return new KnownLater(
        others, later, known.values().stream().max(Comparator.naturalOrder()).orElse(null));
  }
}
