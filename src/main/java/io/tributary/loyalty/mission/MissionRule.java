package io.tributary.loyalty.mission;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * How far a member is in a mission. Pure: it follows from the facts alone, so it does not matter in
 * what order they came or how often; without a fact it is as if that had never been.
 */
final class MissionRule {
  private MissionRule() {}

  /**
   * That a mission was completed once more.
   *
   * @param round the how manieth time in its window, from 1
   * @param at when the last deed was done
   * @param home whose that deed is
   * @param number the version that was in force then, whose reward it is
   */
  record Completion(int round, Instant at, UUID home, int number) {}

  /**
   * What a member has done in one window.
   *
   * @param number the version that the open round was reckoned by
   * @param completions in order
   * @param have of each step in the round that is open; of nothing when there is no more round
   */
  record Progress(int number, List<Completion> completions, List<Long> have) {}

  /** The version in force at an instant; empty before the first. */
  static Optional<PublishedMission> at(List<PublishedMission> versions, Instant at) {
    return versions.stream()
        .filter(version -> !version.effectiveFrom().toInstant().isAfter(at))
        .max(
            Comparator.comparing((PublishedMission v) -> v.effectiveFrom().toInstant())
                .thenComparing(PublishedMission::number));
  }

  /**
   * What a member has done in each window, by its first local day. A round is closed by the version
   * that is in force at its last deed: what was completed stays so when another is published, and
   * what is open goes on under it.
   *
   * @param versions of one mission; they all have the same windows
   * @param counts whether a fact counts for the member: their tier then, and whether they had
   *     joined
   */
  static SortedMap<LocalDate, Progress> progress(
      List<PublishedMission> versions,
      Collection<MissionFact> facts,
      ZoneId zone,
      BiPredicate<PublishedMission, MissionFact> counts) {
    Map<UUID, MissionFact> once = new LinkedHashMap<>();
    facts.forEach(fact -> once.put(fact.id(), fact));
    SortedMap<LocalDate, Window> windows = new TreeMap<>();
    once.values().stream()
        .sorted(Comparator.comparing(MissionFact::at).thenComparing(MissionFact::id))
        .forEach(
            fact ->
                at(versions, fact.at())
                    .filter(mission -> mission.terms().holds(fact.at()))
                    .filter(mission -> counts.test(mission, fact))
                    .ifPresent(
                        mission ->
                            windows
                                .computeIfAbsent(
                                    mission
                                        .terms()
                                        .per()
                                        .firstDay(LocalDate.ofInstant(fact.at(), zone)),
                                    first -> new Window())
                                .add(mission, fact)));
    SortedMap<LocalDate, Progress> all = new TreeMap<>();
    windows.forEach((first, window) -> all.put(first, window.progress()));
    return all;
  }

  /** The rounds of one window: a fact counts for one round, and for each step that it fits. */
  private static final class Window {
    private final List<Completion> completions = new ArrayList<>();
    private final List<MissionFact> open = new ArrayList<>();
    private PublishedMission mission;
    private Round round;

    private void add(PublishedMission now, MissionFact fact) {
      if (mission == null || mission.number() != now.number()) {
        mission = now;
        round = new Round(now.terms());
        open.forEach(round::add);
      }
      if (completions.size() >= now.terms().times()) {
        return;
      }
      round.add(fact);
      open.add(fact);
      if (round.isComplete()) {
        completions.add(
            new Completion(completions.size() + 1, fact.at(), fact.home(), now.number()));
        open.clear();
        round = new Round(now.terms());
      }
    }

    private Progress progress() {
      return new Progress(mission.number(), List.copyOf(completions), round.have());
    }
  }

  /** One round of a mission. */
  private static final class Round {
    private final MissionTerms terms;
    private final long[] have;
    private final List<Set<String>> seen = new ArrayList<>();

    private Round(MissionTerms terms) {
      this.terms = terms;
      this.have = new long[terms.steps().size()];
      terms.steps().forEach(step -> seen.add(new HashSet<>()));
    }

    private void add(MissionFact fact) {
      for (int i = 0; i < have.length; i++) {
        MissionStep step = terms.steps().get(i);
        boolean isOpen = have[i] < step.goal();
        if (isOpen) {
          have[i] = Math.min(step.goal(), have[i] + adds(step, fact, seen.get(i)));
        }
        if (isOpen && terms.ordered()) {
          return;
        }
      }
    }

    private boolean isComplete() {
      for (int i = 0; i < have.length; i++) {
        if (have[i] < terms.steps().get(i).goal()) {
          return false;
        }
      }
      return true;
    }

    private List<Long> have() {
      List<Long> all = new ArrayList<>(have.length);
      for (long one : have) {
        all.add(one);
      }
      return List.copyOf(all);
    }
  }

  /** What a fact adds to a step. */
  private static long adds(MissionStep step, MissionFact fact, Set<String> seen) {
    if (step.kind().isOfOrders()) {
      boolean counts =
          fact.kind() == MissionStepKind.ORDERS
              && step.money().equals(fact.money())
              && fact.minor() >= step.minimumMinor();
      return counts ? ofOrder(step, fact, seen) : 0;
    }
    return switch (step.kind()) {
      case EVENT -> fact.name() != null && step.eventNames().contains(fact.name()) ? 1 : 0;
      default -> fact.kind() == step.kind() ? 1 : 0;
    };
  }

  private static long ofOrder(MissionStep step, MissionFact order, Set<String> seen) {
    return switch (step.kind()) {
      case SPEND -> order.minor();
      case PURCHASE -> {
        boolean has =
            step.skus().stream().anyMatch(order.skus()::contains)
                || step.categories().stream().anyMatch(order.categories()::contains);
        yield has ? 1 : 0;
      }
      case STORES -> order.store() != null && seen.add(order.store()) ? 1 : 0;
      case CHANNELS -> order.channel() != null && seen.add(order.channel()) ? 1 : 0;
      default -> 1;
    };
  }
}
