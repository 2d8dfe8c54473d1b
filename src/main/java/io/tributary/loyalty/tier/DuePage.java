package io.tributary.loyalty.tier;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The next of two lists that are read side by side, each in the order of ids and as many at a time.
 *
 * @param ids who comes next, as far as both have been read, each once
 * @param end where to go on from; null where there is nothing more
 */
record DuePage(List<UUID> ids, UUID end) {
  /** As the database orders ids. */
  static final Comparator<UUID> ORDER = Comparator.comparing(UUID::toString);

  /**
   * Puts two parts together.
   *
   * @param limit how many each has at most; one that has as many may have more
   */
  static DuePage of(List<UUID> one, List<UUID> other, int limit) {
    UUID end = earlier(end(one, limit), end(other, limit));
    List<UUID> ids =
        Stream.concat(one.stream(), other.stream())
            .filter(id -> end == null || ORDER.compare(id, end) <= 0)
            .distinct()
            .sorted(ORDER)
            .toList();
    return new DuePage(ids, end);
  }

  private static UUID end(List<UUID> part, int limit) {
    return part.size() < limit ? null : part.get(limit - 1);
  }

  private static UUID earlier(UUID a, UUID b) {
    return a == null || b != null && ORDER.compare(b, a) < 0 ? b : a;
  }
}
