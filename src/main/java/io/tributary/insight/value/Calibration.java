package io.tributary.insight.value;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds a model against what came after it was fitted: single customers, each by their own past,
 * and the whole by weeks (Fader, Hardie and Lee 2005, figures 1 to 4).
 */
final class Calibration {
  private static final int MOST_REPEATS = 7;

  private final PurchaseProcess process;
  private final List<Customer> customers;
  private final int calibrated;
  private final int seen;

  /**
   * A customer's occasions.
   *
   * @param first day of the first one, counted from the first of all
   * @param repeats days of the others, counted alike
   */
  record Customer(int first, int[] repeats) {}

  /** What was held out, for one customer. */
  private record Outcome(int first, int repeatsBefore, int actual, double expected) {}

  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * A test.
   *
   * @param calibrated the last day that the model saw
   * @param seen the last day that there is
   */
  Calibration(PurchaseProcess process, List<Customer> customers, int calibrated, int seen) {
    this.process = process;
    this.customers = customers;
    this.calibrated = calibrated;
    this.seen = seen;
    customers.forEach(customer -> outcomes.add(outcome(customer)));
  }

  private Outcome outcome(Customer customer) {
    int before = 0;
    int last = customer.first;
    for (int day : customer.repeats) {
      if (day <= calibrated) {
        before++;
        last = Math.max(last, day);
      }
    }
    double expected =
        process.expectedAfter(
            before,
            (last - customer.first) / 7.0,
            (calibrated - customer.first) / 7.0,
            (seen - calibrated) / 7.0);
    return new Outcome(customer.first, before, customer.repeats.length - before, expected);
  }

  int actual() {
    return outcomes.stream().mapToInt(Outcome::actual).sum();
  }

  double expected() {
    return outcomes.stream().mapToDouble(Outcome::expected).sum();
  }

  /** Expected by actual, less 1; null without any. */
  Double error() {
    int actual = actual();
    return actual == 0 ? null : expected() / actual - 1;
  }

  Double meanAbsoluteError() {
    double sum = outcomes.stream().mapToDouble(o -> Math.abs(o.expected - o.actual)).sum();
    return outcomes.isEmpty() ? null : sum / outcomes.size();
  }

  Double rootMeanSquareError() {
    double sum = outcomes.stream().mapToDouble(o -> Math.pow(o.expected - o.actual, 2)).sum();
    return outcomes.isEmpty() ? null : Math.sqrt(sum / outcomes.size());
  }

  List<CalibrationGroup> byRepeats() {
    double[] expected = frequencies();
    SortedMap<Integer, List<Outcome>> groups = new TreeMap<>();
    outcomes.forEach(
        outcome ->
            groups
                .computeIfAbsent(
                    Math.min(MOST_REPEATS, outcome.repeatsBefore), k -> new ArrayList<>())
                .add(outcome));
    List<CalibrationGroup> result = new ArrayList<>();
    groups.forEach(
        (repeats, of) ->
            result.add(
                new CalibrationGroup(
                    repeats,
                    of.size(),
                    expected[repeats],
                    of.stream().mapToInt(Outcome::actual).average().orElseThrow(),
                    of.stream().mapToDouble(Outcome::expected).average().orElseThrow())));
    return result;
  }

  /**
   * How many customers the model expects with each number of repeat purchases, the last of them or
   * more, by the time that each was watched (figure 1 of the paper).
   */
  private double[] frequencies() {
    Map<Integer, Integer> watched = new HashMap<>();
    customers.forEach(customer -> watched.merge(calibrated - customer.first, 1, Integer::sum));
    double[] expected = new double[MOST_REPEATS + 1];
    watched.forEach(
        (days, count) -> {
          double rest = 1;
          for (int repeats = 0; repeats < MOST_REPEATS; repeats++) {
            double probability = process.probability(repeats, days / 7.0);
            expected[repeats] += count * probability;
            rest -= probability;
          }
          expected[MOST_REPEATS] += count * rest;
        });
    return expected;
  }

  /**
   * By the month of the first purchase.
   *
   * @param origin the day from which days are counted; null without customers
   */
  List<CalibrationCohort> byCohort(LocalDate origin) {
    SortedMap<LocalDate, List<Outcome>> cohorts = new TreeMap<>();
    outcomes.forEach(
        outcome ->
            cohorts
                .computeIfAbsent(
                    origin.plusDays(outcome.first).withDayOfMonth(1), k -> new ArrayList<>())
                .add(outcome));
    List<CalibrationCohort> result = new ArrayList<>();
    cohorts.forEach(
        (month, of) -> {
          int actual = of.stream().mapToInt(Outcome::actual).sum();
          double expected = of.stream().mapToDouble(Outcome::expected).sum();
          result.add(
              new CalibrationCohort(
                  month, of.size(), actual, expected, actual == 0 ? null : expected / actual - 1));
        });
    return result;
  }

  /** Whole weeks from the first purchase of all. */
  List<CalibrationWeek> weeks() {
    int weeks = (seen + 1) / 7;
    int[] begun = new int[seen + 1];
    int[] repeated = new int[seen + 1];
    double[] expectedAfterDays = new double[seen + 2];
    for (Customer customer : customers) {
      begun[customer.first]++;
      for (int day : customer.repeats) {
        repeated[day]++;
      }
    }
    for (int days = 1; days <= seen + 1; days++) {
      expectedAfterDays[days] = process.expected(days / 7.0);
    }
    List<CalibrationWeek> result = new ArrayList<>();
    int actualBefore = 0;
    double expectedBefore = 0;
    for (int week = 1; week <= weeks; week++) {
      int actual = 0;
      for (int day = 7 * (week - 1); day < 7 * week; day++) {
        actual += repeated[day];
      }
      double expected = 0;
      for (int day = 0; day < 7 * week; day++) {
        expected += begun[day] * expectedAfterDays[7 * week - 1 - day];
      }
      result.add(
          new CalibrationWeek(
              week, actual, expected - expectedBefore, actualBefore + actual, expected));
      actualBefore += actual;
      expectedBefore = expected;
    }
    return result;
  }
}
