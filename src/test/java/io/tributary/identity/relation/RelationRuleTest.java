package io.tributary.identity.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.identity.relation.HandoverRule.Obstacle;
import io.tributary.identity.relation.HandoverRule.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RelationRuleTest {
  private static final OffsetDateTime BEGINNING =
      OffsetDateTime.of(2026, 1, 1, 4, 0, 0, 0, ZoneOffset.UTC);
  private static final UUID PROFILE = new UUID(1, 1);

  private static OffsetDateTime day(Integer n) {
    return n == null ? null : BEGINNING.plusDays(n);
  }

  private static Relation relation(Integer joined, Integer left) {
    return new Relation(
        PROFILE, RelationKind.STAFF, "corp", "zhang", day(joined), day(joined), day(left));
  }

  @Provide
  Arbitrary<Relation> facts() {
    Arbitrary<Integer> times = Arbitraries.integers().between(0, 9).injectNull(.3);
    return Combinators.combine(times, times)
        .as(RelationRuleTest::relation)
        .filter(fact -> fact.joinedAt() != null || fact.leftAt() != null);
  }

  @Property
  void facts_in_any_order_and_number_of_times_say_the_same(
      @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("facts") Relation> facts,
      @ForAll long seed) {
    List<Relation> again = new ArrayList<>(facts);
    again.addAll(facts);
    Collections.shuffle(again, new Random(seed));
    assertEquals(
        facts.stream().reduce(Relation::with).orElseThrow(),
        again.stream().reduce(Relation::with).orElseThrow());
  }

  @Property
  void a_relation_holds_when_the_last_thing_known_of_it_is_a_joining(
      @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("facts") Relation> facts) {
    int joined = facts.stream().mapToInt(f -> days(f.joinedAt())).max().orElseThrow();
    int left = facts.stream().mapToInt(f -> days(f.leftAt())).max().orElseThrow();
    assertEquals(joined > left, facts.stream().reduce(Relation::with).orElseThrow().isCurrent());
  }

  private static int days(OffsetDateTime time) {
    return time == null ? -1 : (int) BEGINNING.until(time, java.time.temporal.ChronoUnit.DAYS);
  }

  private static Handover handover(Handover.State state, boolean resigned, OffsetDateTime settled) {
    return new Handover(
        new UUID(3, 3),
        PROFILE,
        "corp",
        "zhang",
        "li",
        resigned,
        state,
        null,
        "me",
        BEGINNING,
        settled);
  }

  private static Handover wish(boolean resigned) {
    return handover(Handover.State.REQUESTED, resigned, null);
  }

  private static Optional<Refusal> refusal(List<Handover> past, Instant now) {
    return HandoverRule.refusal(wish(false), past, relation(0, null), now);
  }

  @Property
  void no_window_of_ninety_days_ever_holds_three_hand_overs_and_the_day_named_is_the_first_possible(
      @ForAll @Size(max = 12) List<@IntRange(max = 400) Integer> wishes) {
    List<Handover> done = new ArrayList<>();
    List<LocalDate> days = new ArrayList<>();
    for (int n : wishes.stream().sorted().toList()) {
      OffsetDateTime at = BEGINNING.plusDays(n);
      Optional<Refusal> refusal = refusal(done, at.toInstant());
      if (refusal.isEmpty()) {
        done.add(handover(Handover.State.COMPLETED, false, at));
        days.add(at.toLocalDate());
      } else {
        assertEquals(Obstacle.TOO_MANY, refusal.get().obstacle());
        long wait =
            at.toLocalDate().until(refusal.get().from(), java.time.temporal.ChronoUnit.DAYS);
        assertTrue(wait > 0);
        assertEquals(Optional.empty(), refusal(done, at.plusDays(wait).toInstant()));
        assertTrue(refusal(done, at.plusDays(wait - 1).toInstant()).isPresent());
      }
    }
    for (int i = 0; i + 2 < days.size(); i++) {
      assertTrue(!days.get(i + 2).isBefore(days.get(i).plusDays(90)), days::toString);
    }
  }

  @Test
  void days_are_those_of_the_calendar_in_china() {
    OffsetDateTime lateEvening = OffsetDateTime.parse("2026-01-01T15:59:00Z");
    OffsetDateTime midnight = OffsetDateTime.parse("2026-01-01T16:00:00Z");
    Instant ninetyDaysOn = Instant.parse("2026-03-31T16:00:00Z");
    List<Handover> before =
        Collections.nCopies(2, handover(Handover.State.COMPLETED, false, lateEvening));
    List<Handover> after =
        Collections.nCopies(2, handover(Handover.State.COMPLETED, false, midnight));
    assertEquals(Optional.empty(), refusal(before, ninetyDaysOn));
    assertEquals(
        Optional.of(new Refusal(Obstacle.TOO_MANY, LocalDate.of(2026, 4, 2))),
        refusal(after, ninetyDaysOn));
  }

  @Test
  void refused_ones_and_those_of_staff_who_left_do_not_count_and_one_at_a_time_is_on_its_way() {
    Instant now = BEGINNING.plusDays(1).toInstant();
    Handover done = handover(Handover.State.COMPLETED, false, BEGINNING);
    Handover refused = handover(Handover.State.REFUSED, false, BEGINNING);
    Handover resigned = handover(Handover.State.COMPLETED, true, BEGINNING);
    assertEquals(Optional.empty(), refusal(List.of(done, refused, resigned, refused), now));
    assertEquals(Obstacle.ON_ITS_WAY, refusal(List.of(wish(false)), now).orElseThrow().obstacle());
    assertEquals(
        Optional.empty(),
        HandoverRule.refusal(wish(true), List.of(done, done), relation(0, null), now));
    assertEquals(
        Obstacle.NOT_THEIRS,
        HandoverRule.refusal(wish(false), List.of(), relation(0, 1), now).orElseThrow().obstacle());
    assertEquals(
        Obstacle.NOT_THEIRS,
        HandoverRule.refusal(wish(false), List.of(), null, now).orElseThrow().obstacle());
  }
}
