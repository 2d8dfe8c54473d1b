package io.tributary.insight.retention;

import io.tributary.platform.FactKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a table of brackets of counts: of all customers and of each segment.
 *
 * @param rule which brackets
 * @param currency of the money
 * @param rows the counts
 */
record BracketShape(BracketRule rule, String currency, List<RetentionStore.Row> rows) {

  BracketTable table(boolean bySegment, Instant computedAt) {
    List<BracketCohort> cohorts = rule.cohorts(rows, currency);
    return new BracketTable(
        FactKeys.utc(rule.periods().asOf()),
        FactKeys.utc(computedAt),
        rule.periods().zone().getId(),
        cohorts.stream().mapToInt(BracketCohort::size).sum(),
        RetentionStore.orders(rows),
        cohorts,
        rule.overall(rows, currency),
        currency,
        bySegment ? segments() : List.of());
  }

  /** A segment's key: its name, and whether it is the rest. */
  private record Key(String segment, boolean rest) {}

  /** The largest first, then by name; what is not known and the rest last. */
  private List<BracketSegment> segments() {
    Map<Key, List<RetentionStore.Row>> bySegment = new LinkedHashMap<>();
    rows.forEach(
        row ->
            bySegment
                .computeIfAbsent(new Key(row.segment(), row.rest()), k -> new ArrayList<>())
                .add(row));
    List<BracketSegment> segments = new ArrayList<>();
    bySegment.forEach(
        (key, of) -> {
          List<BracketCohort> cohorts = rule.cohorts(of, currency);
          segments.add(
              new BracketSegment(
                  key.segment(),
                  key.rest(),
                  cohorts.stream().mapToInt(BracketCohort::size).sum(),
                  cohorts,
                  rule.overall(of, currency)));
        });
    segments.sort(
        Comparator.comparing((BracketSegment s) -> s.segment() == null)
            .thenComparing(s -> -s.customers())
            .thenComparing(s -> String.valueOf(s.segment())));
    return segments;
  }
}
