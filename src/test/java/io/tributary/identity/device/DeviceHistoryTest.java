package io.tributary.identity.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeviceHistoryTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final UUID BOB = new UUID(0, 2);
  private final DeviceHistory device = new DeviceHistory(List.of(), List.of());
  private final Map<Instant, UUID> visits = new HashMap<>();

  private static Instant at(int step) {
    return Instant.parse("2024-01-01T00:00:00Z").plusSeconds(2_400L * step);
  }

  /** Something happens anonymously; answers the visit it falls into. */
  private UUID seen(int step) {
    Instant since = device.since(at(step));
    UUID profile = visits.computeIfAbsent(since, s -> new UUID(9, visits.size()));
    device.visited(since, profile, at(step));
    return profile;
  }

  private UUID owner(UUID visit) {
    device.assign();
    return device.visits().stream()
        .filter(one -> one.profile().equals(visit))
        .findFirst()
        .orElseThrow()
        .owner();
  }

  @Test
  void what_happened_before_a_sign_in_is_the_persons() {
    UUID visit = seen(1);
    assertNull(owner(visit));
    device.signedIn(at(2), ANN);
    assertEquals(ANN, owner(visit));
  }

  @Test
  void it_is_theirs_only_back_to_when_somebody_else_was_signed_in() {
    UUID first = seen(1);
    device.signedIn(at(2), ANN);
    UUID second = seen(3);
    assertEquals(ANN, owner(second), "only she was ever signed in here");
    device.signedIn(at(4), BOB);
    assertEquals(ANN, owner(first));
    assertEquals(BOB, owner(second));
    assertNull(owner(seen(5)), "on a shared device nobody knows who comes next");
  }

  @Test
  void a_sign_in_that_comes_late_and_cuts_a_visit_makes_it_nobodys() {
    UUID visit = seen(1);
    assertEquals(visit, seen(5));
    device.signedIn(at(6), BOB);
    device.signedIn(at(3), ANN);
    assertNull(owner(visit));
  }

  @Test
  void a_visit_that_says_whose_it_is_is_left_alone() {
    UUID visit = seen(1);
    device.settle(visit);
    device.signedIn(at(2), ANN);
    assertNull(owner(visit));
  }

  @Test
  void of_an_unbroken_row_only_the_ends_are_kept() {
    for (int second = 1; second < 1_000; second++) {
      device.signedIn(at(0).plusSeconds(second), ANN);
    }
    assertEquals(2, device.added().size());
    assertTrue(device.removed().isEmpty());
  }

  /** When the sign-ins are known first, every order of the visits gives each to the next person. */
  @Property(tries = 200)
  void no_visit_is_given_to_whom_another_was_signed_in_before(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 39) Integer> signIns,
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 39) Integer> seen,
      @ForAll Random random) {
    DeviceHistoryTest one = new DeviceHistoryTest();
    List<Integer> shuffled = new ArrayList<>(signIns);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(step -> one.device.signedIn(at(step), new UUID(0, step % 3)));
    for (int step : seen) {
      UUID owner = one.owner(one.seen(step));
      int next = signIns.stream().filter(m -> m >= step).mapToInt(m -> m).min().orElse(-1);
      if (next >= 0) {
        assertEquals(new UUID(0, next % 3), owner, step + " in " + signIns);
      } else if (signIns.stream().map(m -> m % 3).distinct().count() != 1) {
        assertNull(owner);
      }
    }
  }
}
