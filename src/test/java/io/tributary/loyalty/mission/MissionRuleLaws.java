package io.tributary.loyalty.mission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.loyalty.bonus.BonusWindow;
import io.tributary.loyalty.mission.MissionRule.Completion;
import io.tributary.loyalty.mission.MissionRule.Progress;
import io.tributary.platform.FactKeys;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for missions, whatever members do and however it is heard of. */
class MissionRuleLaws {
  private static final Instant BEGIN = Instant.parse("2024-02-26T00:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static MissionStep step(String name, MissionStepKind kind, long goal) {
    return new MissionStep(
        name,
        kind,
        goal,
        "CNY",
        0,
        kind == MissionStepKind.PURCHASE ? List.of("tea") : List.of(),
        List.of(),
        kind == MissionStepKind.EVENT ? List.of("watched") : List.of());
  }

  private static PublishedMission mission(
      int number, Instant from, boolean ordered, BonusWindow per, int times, MissionStep... steps) {
    MissionTerms terms =
        new MissionTerms(
            BEGIN,
            null,
            List.of(),
            false,
            ordered,
            List.of(steps),
            per,
            times,
            "POINTS",
            10,
            null,
            null);
    return new PublishedMission(
        new UUID(0, 1),
        new UUID(0, 2),
        ZONE,
        "m",
        terms,
        number,
        FactKeys.utc(from),
        FactKeys.utc(from),
        "staff");
  }

  @Provide
  static Arbitrary<PublishedMission> missions() {
    Arbitrary<MissionStepKind> kinds = Arbitraries.of(MissionStepKind.class);
    return Combinators.combine(
            kinds.list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(true, false),
            Arbitraries.of(BonusWindow.class),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 3))
        .as(
            (all, ordered, per, times, goal) -> {
              List<MissionStep> steps = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                long much = all.get(i) == MissionStepKind.SPEND ? 40L * goal : goal;
                steps.add(step("s" + i, all.get(i), much));
              }
              return mission(1, BEGIN, ordered, per, times, steps.toArray(MissionStep[]::new));
            });
  }

  @Provide
  static Arbitrary<List<MissionFact>> facts() {
    Arbitrary<MissionStepKind> kinds =
        Arbitraries.of(
            MissionStepKind.ORDERS,
            MissionStepKind.ORDERS,
            MissionStepKind.EVENT,
            MissionStepKind.CHECK_IN,
            MissionStepKind.REVIEW,
            MissionStepKind.REFERRAL);
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 24 * 40),
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs())
        .as(
            (kind, hour, what, id) ->
                new MissionFact(
                    new UUID(3, id),
                    new UUID(4, what),
                    BEGIN.plusSeconds(3600L * hour),
                    kind,
                    kind == MissionStepKind.ORDERS ? "CNY" : null,
                    kind == MissionStepKind.ORDERS ? 30L * what : 0,
                    "S" + what,
                    "C" + what % 2,
                    what == 1 ? Set.of("tea") : Set.of(),
                    Set.of(),
                    kind == MissionStepKind.EVENT ? "watched" : null))
        .list()
        .uniqueElements(MissionFact::id)
        .ofMaxSize(25);
  }

  private static SortedMap<LocalDate, Progress> progress(
      PublishedMission mission, List<MissionFact> facts) {
    return MissionRule.progress(List.of(mission), facts, ZONE, (version, fact) -> true);
  }

  @Property(tries = 1_000)
  void the_order_of_arrival_does_not_matter_and_what_is_repeated_counts_once(
      @ForAll("missions") PublishedMission mission,
      @ForAll("facts") List<MissionFact> facts,
      @ForAll long seed) {
    List<MissionFact> again = new ArrayList<>(facts);
    again.addAll(facts.subList(0, facts.size() / 2));
    Collections.shuffle(again, new Random(seed));
    assertEquals(progress(mission, facts), progress(mission, again));
  }

  @Property(tries = 1_000)
  void no_window_has_more_completions_than_times_and_none_is_over_its_goal(
      @ForAll("missions") PublishedMission mission, @ForAll("facts") List<MissionFact> facts) {
    progress(mission, facts)
        .forEach(
            (window, progress) -> {
              assertTrue(progress.completions().size() <= mission.terms().times());
              for (int i = 0; i < progress.completions().size(); i++) {
                Completion one = progress.completions().get(i);
                assertEquals(i + 1, one.round());
                assertEquals(
                    window, mission.terms().per().firstDay(LocalDate.ofInstant(one.at(), ZONE)));
                assertTrue(facts.stream().anyMatch(fact -> fact.home().equals(one.home())));
              }
              for (int i = 0; i < progress.have().size(); i++) {
                long have = progress.have().get(i);
                assertTrue(have >= 0 && have <= mission.terms().steps().get(i).goal());
              }
            });
  }

  @Property(tries = 500)
  void what_is_returned_never_adds_a_completion_where_steps_come_in_any_order(
      @ForAll("missions") PublishedMission any,
      @ForAll("facts") List<MissionFact> facts,
      @ForAll @IntRange(max = 30) int which) {
    PublishedMission mission =
        mission(
            1, BEGIN, false, any.terms().per(), 1, any.terms().steps().toArray(MissionStep[]::new));
    List<MissionFact> left = new ArrayList<>(facts);
    if (which < left.size()) {
      left.remove(which);
    }
    SortedMap<LocalDate, Progress> all = progress(mission, facts);
    progress(mission, left)
        .forEach(
            (window, progress) ->
                assertTrue(progress.completions().size() <= all.get(window).completions().size()));
  }

  @Property(tries = 500)
  void pooled_facts_parted_again_are_as_before(
      @ForAll("missions") PublishedMission mission,
      @ForAll("facts") List<MissionFact> one,
      @ForAll("facts") List<MissionFact> other) {
    Set<UUID> own = new HashSet<>();
    one.forEach(fact -> own.add(fact.id()));
    List<MissionFact> pooled = new ArrayList<>(one);
    other.stream().filter(fact -> !own.contains(fact.id())).forEach(pooled::add);
    progress(mission, pooled);
    pooled.removeIf(fact -> !own.contains(fact.id()));
    assertEquals(progress(mission, one), progress(mission, pooled));
  }

  private static MissionFact done(MissionStepKind kind, int hour) {
    return new MissionFact(
        new UUID(5, hour),
        new UUID(4, 4),
        BEGIN.plusSeconds(3600L * hour),
        kind,
        "CNY",
        50,
        "S",
        "C",
        Set.of(),
        Set.of(),
        null);
  }

  @Example
  void in_order_a_step_counts_only_what_comes_after_the_one_before_it() {
    List<MissionFact> facts =
        List.of(
            done(MissionStepKind.REVIEW, 1),
            done(MissionStepKind.ORDERS, 2),
            done(MissionStepKind.REVIEW, 3));
    MissionStep[] steps = {
      step("buy", MissionStepKind.ORDERS, 1), step("review", MissionStepKind.REVIEW, 1)
    };
    Completion ordered =
        progress(mission(1, BEGIN, true, BonusWindow.EVER, 1, steps), facts)
            .values()
            .iterator()
            .next()
            .completions()
            .get(0);
    Completion any =
        progress(mission(1, BEGIN, false, BonusWindow.EVER, 1, steps), facts)
            .values()
            .iterator()
            .next()
            .completions()
            .get(0);
    assertEquals(facts.get(2).at(), ordered.at());
    assertEquals(facts.get(1).at(), any.at());
  }

  @Example
  void a_new_version_goes_on_with_what_is_open_and_leaves_what_was_completed() {
    List<PublishedMission> versions =
        List.of(
            mission(1, BEGIN, false, BonusWindow.EVER, 3, step("buy", MissionStepKind.ORDERS, 2)),
            mission(
                2,
                BEGIN.plusSeconds(3600L * 10),
                false,
                BonusWindow.EVER,
                3,
                step("buy", MissionStepKind.ORDERS, 3)));
    List<MissionFact> facts = new ArrayList<>();
    for (int hour : List.of(1, 2, 3, 11, 12, 13)) {
      facts.add(done(MissionStepKind.ORDERS, hour));
    }
    Progress progress =
        MissionRule.progress(versions, facts, ZONE, (version, fact) -> true)
            .values()
            .iterator()
            .next();
    assertEquals(List.of(1, 2), progress.completions().stream().map(Completion::number).toList());
    assertEquals(facts.get(1).at(), progress.completions().get(0).at());
    assertEquals(facts.get(4).at(), progress.completions().get(1).at());
    assertEquals(List.of(1L), progress.have());
  }
}
