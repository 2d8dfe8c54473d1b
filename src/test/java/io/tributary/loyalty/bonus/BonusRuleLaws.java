package io.tributary.loyalty.bonus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.loyalty.earning.AppliedRule;
import io.tributary.platform.FactKeys;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for bonuses, whatever members do. */
class BonusRuleLaws {
  private static final UUID WHO = new UUID(0, 1);
  private static final LocalDate FIRST = LocalDate.of(2024, 2, 27);

  private static EventBonus bonus(
      BonusWindow per, int times, long points, Long day, Long member, Long budget) {
    return new EventBonus(
        new UUID(0, 2),
        new UUID(0, 3),
        new UUID(0, 4),
        "review",
        BonusOccasion.REVIEW,
        List.of(),
        List.of(),
        points,
        per,
        times,
        day,
        member,
        budget,
        FactKeys.utc(Instant.EPOCH),
        null);
  }

  @Property(tries = 300)
  void no_window_no_cap_and_no_budget_is_passed_and_what_is_said_adds_up(
      @ForAll BonusWindow per,
      @ForAll @IntRange(min = 1, max = 3) int times,
      @ForAll @LongRange(min = 1, max = 50) long points,
      @ForAll @LongRange(min = 1, max = 60) long capPerDay,
      @ForAll @LongRange(min = 1, max = 200) long capPerMember,
      @ForAll @LongRange(min = 1, max = 200) long budget,
      @ForAll @Size(max = 20) List<@IntRange(max = 40) Integer> days) {
    EventBonus bonus = bonus(per, times, points, capPerDay, capPerMember, budget);
    Tally tally = new Tally(List.of(), Map.of());
    Map<LocalDate, Integer> given = new HashMap<>();
    Map<LocalDate, Long> ofDays = new HashMap<>();
    long all = 0;
    for (int offset : days) {
      LocalDate day = FIRST.plusDays(offset);
      LocalDate window = per.firstDay(day);
      BonusRule.Decided decided = BonusRule.decide(bonus, tally.before(WHO, bonus, day, 0));
      tally.add(WHO, bonus, day, decided.points(), 0);
      assertEquals(
          decided.points(), decided.applied().stream().mapToLong(AppliedRule::points).sum());
      given.merge(window, decided.points() > 0 ? 1 : 0, Integer::sum);
      ofDays.merge(day, decided.points(), Long::sum);
      all += decided.points();
    }
    assertTrue(given.values().stream().allMatch(count -> count <= times));
    assertTrue(ofDays.values().stream().allMatch(sum -> sum <= capPerDay));
    assertTrue(all <= Math.min(capPerMember, budget));
  }

  @Property(tries = 100)
  void a_window_holds_its_days_and_begins_with_its_first(
      @ForAll BonusWindow per, @ForAll @IntRange(max = 20_000) int offset) {
    LocalDate day = LocalDate.of(1980, 1, 1).plusDays(offset);
    LocalDate first = per.firstDay(day);
    assertTrue(!first.isAfter(day));
    assertEquals(first, per.firstDay(first));
    List<LocalDate> between = new ArrayList<>();
    for (LocalDate d = first; per != BonusWindow.EVER && !d.isAfter(day); d = d.plusDays(1)) {
      between.add(per.firstDay(d));
    }
    assertTrue(between.stream().allMatch(first::equals));
  }
}
