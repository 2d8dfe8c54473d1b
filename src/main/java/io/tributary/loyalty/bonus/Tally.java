package io.tributary.loyalty.bonus;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What bonuses have given, as facts are reckoned one after the other. */
final class Tally {
  private final Map<List<Object>, Integer> times = new HashMap<>();
  private final Map<List<Object>, Long> days = new HashMap<>();
  private final Map<List<Object>, Long> members = new HashMap<>();
  private final Map<UUID, Long> all = new HashMap<>();

  /**
   * What was given before.
   *
   * @param given to the members, by day
   * @param budgets to all, of bonuses that have a budget
   */
  Tally(List<BonusStore.DayGiven> given, Map<UUID, Long> budgets) {
    for (BonusStore.DayGiven one : given) {
      times.merge(List.of(one.customer(), one.bonus(), one.window()), one.times(), Integer::sum);
      days.merge(List.of(one.customer(), one.bonus(), one.day()), one.points(), Long::sum);
      members.merge(List.of(one.customer(), one.bonus()), one.points(), Long::sum);
    }
    all.putAll(budgets);
  }

  /** What a bonus has given before a fact of a window and day. */
  BonusRule.Before before(UUID customer, UUID bonus, LocalDate window, LocalDate day) {
    return new BonusRule.Before(
        times.getOrDefault(List.of(customer, bonus, window), 0),
        days.getOrDefault(List.of(customer, bonus, day), 0L),
        members.getOrDefault(List.of(customer, bonus), 0L),
        all.getOrDefault(bonus, 0L));
  }

  /** Adds what a fact got. */
  void add(UUID customer, UUID bonus, LocalDate window, LocalDate day, long points) {
    times.merge(List.of(customer, bonus, window), points > 0 ? 1 : 0, Integer::sum);
    days.merge(List.of(customer, bonus, day), points, Long::sum);
    members.merge(List.of(customer, bonus), points, Long::sum);
    all.merge(bonus, points, Long::sum);
  }
}
