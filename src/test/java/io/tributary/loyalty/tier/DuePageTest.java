package io.tributary.loyalty.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DuePageTest {
  /** What a statement would answer: so many after an id. */
  private static List<UUID> part(Set<UUID> of, UUID after, int limit) {
    return of.stream()
        .sorted(DuePage.ORDER)
        .filter(id -> after == null || DuePage.ORDER.compare(id, after) > 0)
        .limit(limit)
        .toList();
  }

  /** Ids of which half begin with the highest bit, which Java takes for a sign. */
  private static Set<UUID> ids(Set<Byte> numbers) {
    return numbers.stream().map(n -> new UUID((long) n << 56, 0)).collect(Collectors.toSet());
  }

  @Property(tries = 500)
  void page_by_page_everybody_of_both_comes_once_and_in_order(
      @ForAll Set<Byte> first,
      @ForAll Set<Byte> second,
      @ForAll @IntRange(min = 1, max = 5) int limit) {
    Set<UUID> one = ids(first);
    Set<UUID> other = ids(second);
    Set<UUID> both = new TreeSet<>(DuePage.ORDER);
    both.addAll(one);
    both.addAll(other);
    List<UUID> seen = new ArrayList<>();
    UUID after = null;
    do {
      DuePage page = DuePage.of(part(one, after, limit), part(other, after, limit), limit);
      seen.addAll(page.ids());
      after = page.end();
    } while (after != null);
    assertEquals(List.copyOf(both), seen);
  }
}
