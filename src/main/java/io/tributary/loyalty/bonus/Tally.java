package io.tributary.loyalty.bonus;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What bonuses have given, as facts are reckoned one after the other. */
final class Tally {
  private final Map<List<Object>, Map<LocalDate, Integer>> times = new HashMap<>();
  private final Map<List<Object>, Long> days = new HashMap<>();
  private final Map<List<Object>, Long> members = new HashMap<>();
  private final Map<UUID, Long> all = new HashMap<>();

  /**
   * What was given before.
   *
   * @param given to the members, by day
   * @param budgets to all, of bonuses that have a budget
   */
  Tally(List<BonusGiftStore.DayGiven> given, Map<UUID, Long> budgets) {
    for (BonusGiftStore.DayGiven one : given) {
      count(one.customer(), one.bonus(), one.day(), one.times(), one.points());
    }
    all.putAll(budgets);
  }

  private void count(UUID customer, UUID bonus, LocalDate day, int often, long points) {
    times
        .computeIfAbsent(List.of(customer, bonus), key -> new HashMap<>())
        .merge(day, often, Integer::sum);
    days.merge(List.of(customer, bonus, day), points, Long::sum);
    members.merge(List.of(customer, bonus), points, Long::sum);
  }

  /** Takes out what a fact got that is to be reckoned anew. Of a budget it keeps what it had. */
  void anew(UUID customer, UUID bonus, LocalDate day, long had) {
    count(customer, bonus, day, had > 0 ? -1 : 0, -had);
  }

  /**
   * What a bonus has given before a fact of a day.
   *
   * @param had what the fact itself was let have of the budget before: who is heard of first is
   *     served first, and nobody else's fact takes that away
   */
  BonusRule.Before before(UUID customer, EventBonus bonus, LocalDate day, long had) {
    LocalDate window = bonus.per().firstDay(day);
    int often =
        times.getOrDefault(List.of(customer, bonus.uuid()), Map.of()).entrySet().stream()
            .filter(each -> bonus.per().firstDay(each.getKey()).equals(window))
            .mapToInt(Map.Entry::getValue)
            .sum();
    return new BonusRule.Before(
        often,
        days.getOrDefault(List.of(customer, bonus.uuid(), day), 0L),
        members.getOrDefault(List.of(customer, bonus.uuid()), 0L),
        all.getOrDefault(bonus.uuid(), 0L) - had);
  }

  /** Adds what a fact got, instead of what it had. */
  void add(UUID customer, EventBonus bonus, LocalDate day, long points, long had) {
    count(customer, bonus.uuid(), day, points > 0 ? 1 : 0, points);
    if (bonus.budget() != null) {
      all.merge(bonus.uuid(), points - had, Long::sum);
    }
  }
}
