package io.tributary.insight.retention;

import io.tributary.platform.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes tables of counts: of all customers and of each segment, of people and of money. */
final class RetentionShape {
  private final RetentionRule rule;
  private final String currency;
  private final List<RetentionStore.Row> rows;
  private final List<RetentionCohort> cohorts;

  RetentionShape(RetentionRule rule, String currency, List<RetentionStore.Row> rows) {
    this.rule = rule;
    this.currency = currency;
    this.rows = rows;
    this.cohorts = rule.cohorts(rows.stream().map(RetentionStore.Row::count).toList());
  }

  List<RetentionCohort> cohorts() {
    return cohorts;
  }

  int orders() {
    return RetentionStore.orders(rows);
  }

  /** A segment's key: its name, and whether it is the rest. */
  private record Key(String segment, boolean rest) {}

  /** The largest first, then by name; what is not known and the rest last. */
  List<RetentionSegment> segments() {
    Map<Key, List<RetentionStore.Row>> bySegment = new LinkedHashMap<>();
    rows.forEach(
        row ->
            bySegment
                .computeIfAbsent(new Key(row.segment(), row.rest()), k -> new ArrayList<>())
                .add(row));
    List<RetentionSegment> segments = new ArrayList<>();
    bySegment.forEach(
        (key, of) -> {
          RetentionShape shape = new RetentionShape(rule, currency, of);
          segments.add(
              new RetentionSegment(
                  key.segment(),
                  key.rest(),
                  shape.cohorts.stream().mapToInt(RetentionCohort::size).sum(),
                  shape.cohorts,
                  rule.overall(shape.cohorts),
                  shape.money()));
        });
    segments.sort(
        Comparator.comparing((RetentionSegment s) -> s.segment() == null)
            .thenComparing(s -> -s.customers())
            .thenComparing(s -> String.valueOf(s.segment())));
    return segments;
  }

  /** The money of each cohort: spent in a period, or in it and later when that is the measure. */
  RetentionMoney money() {
    Map<LocalDate, Map<Integer, Long>> spent = new TreeMap<>();
    rows.forEach(
        row ->
            spent
                .computeIfAbsent(row.count().period(), p -> new TreeMap<>())
                .merge(row.count().k(), row.minor(), Long::sum));
    List<RetentionMoneyCohort> result = new ArrayList<>();
    int longest = 0;
    for (RetentionCohort cohort : cohorts) {
      long[] net = net(spent.get(cohort.period()), cohort.cells().size());
      result.add(
          new RetentionMoneyCohort(
              cohort.period(),
              cohort.cells().stream()
                  .map(cell -> cell(cell.k(), cell.customers() != null, net[cell.k()], net[0]))
                  .toList()));
      longest = Math.max(longest, net.length);
    }
    return new RetentionMoney(currency, result, overall(result, longest));
  }

  private long[] net(Map<Integer, Long> byK, int cells) {
    int last = byK.keySet().stream().mapToInt(k -> k).max().orElse(0);
    long[] net = new long[Math.max(cells, last + 1)];
    byK.forEach((k, minor) -> net[k] = minor);
    if (rule.measure() == RetentionMeasure.UNBOUNDED) {
      for (int k = net.length - 2; k >= 0; k--) {
        net[k] += net[k + 1];
      }
    }
    return net;
  }

  private List<RetentionMoneyCell> overall(List<RetentionMoneyCohort> of, int longest) {
    long[] spent = new long[longest];
    long[] base = new long[longest];
    boolean[] ended = new boolean[longest];
    for (RetentionMoneyCohort cohort : of) {
      for (RetentionMoneyCell cell : cohort.cells()) {
        if (cell.net() != null) {
          spent[cell.k()] += cell.net().minor();
          base[cell.k()] += cohort.cells().get(0).net().minor();
          ended[cell.k()] = true;
        }
      }
    }
    int cells = of.stream().mapToInt(cohort -> cohort.cells().size()).max().orElse(0);
    return IntStream.range(0, cells).mapToObj(k -> cell(k, ended[k], spent[k], base[k])).toList();
  }

  private RetentionMoneyCell cell(int k, boolean ended, long net, long base) {
    return ended
        ? new RetentionMoneyCell(
            k, new Money(net, currency), base == 0 ? null : net / (double) base)
        : new RetentionMoneyCell(k, null, null);
  }
}
