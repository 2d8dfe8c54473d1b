package io.tributary.insight.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Retention counted naively, customer by customer, to hold the product's figures against. */
final class Histories {
  private Histories() {}

  /** Some purchases, often several on one day, over so many days. */
  static TreeSet<Instant> purchases(Random random, Instant from, int days) {
    TreeSet<Instant> purchases = new TreeSet<>();
    int first = random.nextInt(days);
    for (int i = random.nextInt(8); i >= 0; i--) {
      Instant at =
          from.plus(Duration.ofDays(first + random.nextInt(days - first)))
              .plusSeconds(random.nextInt(86_400));
      purchases.add(at);
      if (random.nextInt(3) == 0) {
        purchases.add(at.plusSeconds(random.nextInt(86_400)));
      }
    }
    return purchases;
  }

  /** The period that a purchase lies in, counted by walking from the cohort's. */
  private static int period(RetentionRule rule, Instant t0, LocalDate cohort, Instant at) {
    int k = 0;
    if (rule.clock() == RetentionClock.RELATIVE) {
      while (!at.isBefore(t0.plus(rule.grain().length().multipliedBy(k + 1L)))) {
        k++;
      }
      return k;
    }
    while (!at.isBefore(rule.begins(rule.grain().plus(cohort, k + 1L)))) {
      k++;
    }
    return k;
  }

  /** What the store would answer. */
  static List<RetentionRule.Count> counts(List<TreeSet<Instant>> customers, RetentionRule rule) {
    TreeMap<LocalDate, TreeMap<Integer, Integer>> counts = new TreeMap<>();
    for (TreeSet<Instant> all : customers) {
      Set<Instant> purchases = all.headSet(rule.asOf(), false);
      if (purchases.isEmpty()) {
        continue;
      }
      LocalDate cohort = cohort(rule, all.first());
      Set<Integer> periods = periods(rule, all.first(), cohort, purchases);
      if (rule.measure() == RetentionMeasure.UNBOUNDED) {
        periods = Set.of(periods.stream().max(Integer::compare).get());
      }
      periods.forEach(
          k -> counts.computeIfAbsent(cohort, c -> new TreeMap<>()).merge(k, 1, Integer::sum));
    }
    List<RetentionRule.Count> result = new ArrayList<>();
    counts.forEach(
        (cohort, byK) -> byK.forEach((k, n) -> result.add(new RetentionRule.Count(cohort, k, n))));
    return result;
  }

  /** A cohort's row by the definition, cell by cell. */
  static RetentionCohort cohort(
      List<TreeSet<Instant>> customers, RetentionRule rule, LocalDate period) {
    List<Set<Integer>> members = new ArrayList<>();
    for (TreeSet<Instant> all : customers) {
      Set<Instant> purchases = all.headSet(rule.asOf(), false);
      if (!purchases.isEmpty() && cohort(rule, all.first()).equals(period)) {
        members.add(periods(rule, all.first(), period, purchases));
      }
    }
    List<RetentionCell> cells = new ArrayList<>();
    for (int k = 0; k < rule.begun(period); k++) {
      int at = k;
      long retained =
          members.stream()
              .filter(
                  periods ->
                      periods.stream()
                          .anyMatch(
                              p -> rule.measure() == RetentionMeasure.BOUNDED ? p == at : p >= at))
              .count();
      cells.add(
          rule.isComplete(period, k)
              ? new RetentionCell(k, (int) retained, (double) retained / members.size())
              : new RetentionCell(k, null, null));
    }
    return new RetentionCohort(period, members.size(), cells);
  }

  private static LocalDate cohort(RetentionRule rule, Instant first) {
    return rule.grain().start(first.atZone(rule.zone()).toLocalDate());
  }

  private static Set<Integer> periods(
      RetentionRule rule, Instant t0, LocalDate cohort, Set<Instant> purchases) {
    return purchases.stream()
        .map(at -> period(rule, t0, cohort, at))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
