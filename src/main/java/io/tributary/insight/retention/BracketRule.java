package io.tributary.insight.retention;

import io.tributary.platform.Money;
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

  /** What is in a place: who bought in it, and what they spent. */
  private record Held(int customers, long minor) {
    private static final Held NOTHING = new Held(0, 0);

    private Held plus(Held other) {
      return new Held(customers + other.customers, minor + other.minor);
    }
  }

  /** The cohorts, of rows whose k is the place counted from 1, with money in a currency. */
  List<BracketCohort> cohorts(List<RetentionStore.Row> rows, String currency) {
    List<BracketCohort> cohorts = new ArrayList<>();
    held(rows).forEach((period, places) -> cohorts.add(cohort(period, places, currency)));
    return cohorts;
  }

  private static Map<LocalDate, Map<Integer, Held>> held(List<RetentionStore.Row> rows) {
    Map<LocalDate, Map<Integer, Held>> byCohort = new TreeMap<>();
    rows.forEach(
        row ->
            byCohort
                .computeIfAbsent(row.count().period(), p -> new TreeMap<>())
                .merge(
                    row.count().k(), new Held(row.count().customers(), row.minor()), Held::plus));
    return byCohort;
  }

  private BracketCohort cohort(LocalDate period, Map<Integer, Held> places, String currency) {
    Held first = places.getOrDefault(1, Held.NOTHING);
    List<BracketCell> cells =
        IntStream.range(0, bounds.size() - 1)
            .mapToObj(i -> cell(i, hasEnded(period, i), place(places, i), first, currency))
            .toList();
    return new BracketCohort(period, first.customers(), cells);
  }

  private boolean hasEnded(LocalDate period, int bracket) {
    return periods.isComplete(period, bounds.get(bracket + 1) - 1);
  }

  private Held place(Map<Integer, Held> places, int bracket) {
    int skipped = places().length - bounds.size();
    return places.getOrDefault(bracket + 1 + skipped, Held.NOTHING);
  }

  /** All cohorts together, bracket by bracket over those whose bracket has ended. */
  List<BracketCell> overall(List<RetentionStore.Row> rows, String currency) {
    Map<LocalDate, Map<Integer, Held>> byCohort = held(rows);
    return IntStream.range(0, bounds.size() - 1)
        .mapToObj(
            i -> {
              Held retained = Held.NOTHING;
              Held eligible = Held.NOTHING;
              for (Map.Entry<LocalDate, Map<Integer, Held>> cohort : byCohort.entrySet()) {
                if (hasEnded(cohort.getKey(), i)) {
                  retained = retained.plus(place(cohort.getValue(), i));
                  eligible = eligible.plus(cohort.getValue().getOrDefault(1, Held.NOTHING));
                }
              }
              return cell(i, eligible.customers() > 0, retained, eligible, currency);
            })
        .toList();
  }

  private BracketCell cell(int i, boolean ended, Held retained, Held first, String currency) {
    return new BracketCell(
        bounds.get(i),
        bounds.get(i + 1),
        ended ? retained.customers() : null,
        ended ? retained.customers() / (double) first.customers() : null,
        ended ? new Money(retained.minor(), currency) : null,
        ended && first.minor() != 0 ? retained.minor() / (double) first.minor() : null);
  }
}
