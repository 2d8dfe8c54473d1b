package io.tributary.insight.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The retention table's arithmetic (metrics.md, "Retention"): which periods there are, which of
 * them have ended, and what the counts make of it.
 *
 * @param grain how long a period is
 * @param clock from where periods are counted
 * @param measure what it is to be retained
 * @param zone in which calendar periods begin
 * @param asOf purchases at or after it do not exist
 * @param periods how many periods of a cohort are shown at most
 */
record RetentionRule(
    Grain grain,
    RetentionClock clock,
    RetentionMeasure measure,
    ZoneId zone,
    Instant asOf,
    int periods) {

  /**
   * How many customers of a cohort are at a period: who bought in it (BOUNDED), or who bought in it
   * last (UNBOUNDED).
   *
   * @param period the cohort's first day
   */
  record Count(LocalDate period, int k, int customers) {}

  /** The same in another time zone. */
  RetentionRule in(ZoneId other) {
    return new RetentionRule(grain, clock, measure, other, asOf, periods);
  }

  /** The first cohort that begins on a day or later. */
  LocalDate firstFrom(LocalDate from) {
    LocalDate start = grain.start(from);
    return start.equals(from) ? start : grain.plus(start, 1);
  }

  /** The instant at which a calendar period begins. */
  Instant begins(LocalDate start) {
    return start.atStartOfDay(zone).toInstant();
  }

  /** How many periods of a cohort have begun at asOf, bounded by what is shown. */
  int begun(LocalDate cohort) {
    return (int) Math.min(everBegun(cohort), periods);
  }

  /** How many periods of a cohort have begun at asOf. */
  long everBegun(LocalDate cohort) {
    Instant start = begins(cohort);
    if (!start.isBefore(asOf)) {
      return 0;
    }
    return switch (clock) {
      case CALENDAR -> {
        LocalDate lastDay = asOf.minusNanos(1).atZone(zone).toLocalDate();
        yield grain.between(cohort, grain.start(lastDay)) + 1;
      }
      case RELATIVE -> relativePeriods(Duration.between(start, asOf));
    };
  }

  /** Started units, the last of which may be broken off. */
  private long relativePeriods(Duration since) {
    long whole = since.dividedBy(grain.length());
    return grain.length().multipliedBy(whole).equals(since) ? whole : whole + 1;
  }

  /**
   * Whether period k has ended for every member of a cohort at asOf; before that, its count would
   * still grow. On the RELATIVE clock the last member joined at the end of the cohort's period.
   */
  boolean isComplete(LocalDate cohort, int k) {
    Instant end =
        switch (clock) {
          case CALENDAR -> begins(grain.plus(cohort, k + 1L));
          case RELATIVE -> begins(grain.plus(cohort, 1)).plus(grain.length().multipliedBy(k + 1L));
        };
    return !end.isAfter(asOf);
  }

  /** The cohorts that have customers, earliest first. */
  List<RetentionCohort> cohorts(List<Count> counts) {
    SortedMap<LocalDate, Map<Integer, Integer>> byCohort = new TreeMap<>();
    counts.forEach(
        count ->
            byCohort
                .computeIfAbsent(count.period(), period -> new HashMap<>())
                .merge(count.k(), count.customers(), Integer::sum));
    List<RetentionCohort> cohorts = new ArrayList<>();
    byCohort.forEach((period, byK) -> cohorts.add(cohort(period, byK)));
    return cohorts;
  }

  private RetentionCohort cohort(LocalDate period, Map<Integer, Integer> byK) {
    int[] retained = retained(byK);
    int size = retained[0];
    IntPredicate complete = k -> isComplete(period, k);
    List<RetentionCell> cells =
        IntStream.range(0, begun(period))
            .mapToObj(k -> cell(k, complete.test(k), k < retained.length ? retained[k] : 0, size))
            .toList();
    return new RetentionCohort(period, size, cells);
  }

  /**
   * Retained customers by k. Everyone buys in period 0, so that k = 0 is the cohort's size. Of
   * customers counted at their last period, those retained at k are the ones at k or later: one
   * running sum from the end, where joining every customer with every period would be quadratic.
   */
  private int[] retained(Map<Integer, Integer> byK) {
    int last = byK.keySet().stream().mapToInt(k -> k).max().orElse(0);
    int[] retained = new int[last + 1];
    byK.forEach((k, customers) -> retained[k] = customers);
    if (measure == RetentionMeasure.UNBOUNDED) {
      for (int k = last - 1; k >= 0; k--) {
        retained[k] += retained[k + 1];
      }
    }
    return retained;
  }

  /**
   * All cohorts together: for each k, the sum of the retained by the sum of the sizes over the
   * cohorts whose period k has ended; null where none has.
   */
  List<RetentionCell> overall(List<RetentionCohort> cohorts) {
    int longest = cohorts.stream().mapToInt(cohort -> cohort.cells().size()).max().orElse(0);
    int[] retained = new int[longest];
    int[] eligible = new int[longest];
    for (RetentionCohort cohort : cohorts) {
      for (RetentionCell cell : cohort.cells()) {
        if (cell.customers() != null) {
          retained[cell.k()] += cell.customers();
          eligible[cell.k()] += cohort.size();
        }
      }
    }
    return IntStream.range(0, longest)
        .mapToObj(k -> cell(k, eligible[k] > 0, retained[k], eligible[k]))
        .toList();
  }

  private static RetentionCell cell(int k, boolean complete, int retained, int size) {
    return complete
        ? new RetentionCell(k, retained, (double) retained / size)
        : new RetentionCell(k, null, null);
  }
}
