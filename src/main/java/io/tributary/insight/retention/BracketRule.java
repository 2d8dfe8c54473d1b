package io.tributary.insight.retention;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Retention by brackets: of a cohort, who buys in any period of [from, until). It lies between the
 * greatest bounded cell of the bracket and the unbounded cell of its first period.
 *
 * @param periods the calendar of cohorts and periods
 * @param bounds of the brackets, ascending from 1 or more
 */
record BracketRule(RetentionRule periods, List<Integer> bounds) {

  /** The bounds by which SQL places a period: the first two make period 0 a bracket of its own. */
  Integer[] places() {
    TreeSet<Integer> places = new TreeSet<>(bounds);
    places.add(0);
    places.add(1);
    return places.toArray(Integer[]::new);
  }

  /** The cohorts, of counts whose k is the place counted from 1. */
  List<BracketCohort> cohorts(List<RetentionRule.Count> counts) {
    Map<LocalDate, Map<Integer, Integer>> byCohort = new TreeMap<>();
    counts.forEach(
        count ->
            byCohort
                .computeIfAbsent(count.period(), p -> new TreeMap<>())
                .merge(count.k(), count.customers(), Integer::sum));
    List<BracketCohort> cohorts = new ArrayList<>();
    byCohort.forEach((period, places) -> cohorts.add(cohort(period, places)));
    return cohorts;
  }

  private BracketCohort cohort(LocalDate period, Map<Integer, Integer> places) {
    int size = places.getOrDefault(1, 0);
    int skipped = places().length - bounds.size();
    List<BracketCell> cells =
        IntStream.range(0, bounds.size() - 1)
            .mapToObj(
                i ->
                    cell(
                        i,
                        periods.isComplete(period, bounds.get(i + 1) - 1),
                        places.getOrDefault(i + 1 + skipped, 0),
                        size))
            .toList();
    return new BracketCohort(period, size, cells);
  }

  /** All cohorts together, bracket by bracket over those whose bracket has ended. */
  List<BracketCell> overall(List<BracketCohort> cohorts) {
    return IntStream.range(0, bounds.size() - 1)
        .mapToObj(
            i -> {
              int retained = 0;
              int eligible = 0;
              for (BracketCohort cohort : cohorts) {
                BracketCell cell = cohort.cells().get(i);
                if (cell.customers() != null) {
                  retained += cell.customers();
                  eligible += cohort.size();
                }
              }
              return cell(i, eligible > 0, retained, eligible);
            })
        .toList();
  }

  private BracketCell cell(int i, boolean ended, int retained, int size) {
    return new BracketCell(
        bounds.get(i),
        bounds.get(i + 1),
        ended ? retained : null,
        ended ? retained / (double) size : null);
  }
}
