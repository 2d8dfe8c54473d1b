package io.tributary.identity.quality;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.quality.IdentityQuality.IdentityQualityPeriod;
import io.tributary.identity.quality.IdentityQuality.OpenReviewAge;
import io.tributary.identity.quality.IdentityQuality.ProfilesPerCustomer;
import io.tributary.identity.quality.IdentityQuality.RuleQuality;
import io.tributary.identity.quality.IdentityQuality.SharedValueCount;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the figures of quality: aggregates, each in one statement. */
final class QualityStore {
  /**
   * Merges by period and rule; a split is a merge that moved a profile which had been there, and
   * elsewhere, for more than a day.
   */
  private static final String MERGES =
      """
      SELECT date_trunc($4, m.merged_at AT TIME ZONE $3)::date, m.rule, count(*)::int,
             count(m.unmerged_at)::int,
             (count(*) FILTER (WHERE EXISTS (
                SELECT FROM customer_merge_profile x JOIN profile p USING (profile_id)
                WHERE x.customer_id = m.customer_id AND x.merge_id = m.merge_id
                  AND p.created_at < m.merged_at - interval '1 day')))::int
      FROM customer_merge m WHERE m.merged_at >= $1 AND m.merged_at < $2 GROUP BY 1, 2
      """;

  /** Unmerges by the period in which they were made, and the rule whose merge was undone. */
  private static final String UNMERGES =
      """
      SELECT date_trunc($4, m.unmerged_at AT TIME ZONE $3)::date, m.rule, count(*)::int,
             avg(extract(epoch FROM m.unmerged_at - m.merged_at) / 86400)::float8
      FROM customer_merge m WHERE m.unmerged_at >= $1 AND m.unmerged_at < $2 GROUP BY 1, 2
      """;

  private static final String OPENED =
      """
      SELECT date_trunc($4, opened_at AT TIME ZONE $3)::date, count(*)::int FROM match_review
      WHERE opened_at >= $1 AND opened_at < $2 GROUP BY 1
      """;

  private static final String DECIDED =
      """
      SELECT date_trunc($4, decided_at AT TIME ZONE $3)::date, count(*)::int FROM match_review
      WHERE state <> 'OPEN' AND decided_at >= $1 AND decided_at < $2 GROUP BY 1
      """;

  private static final int[] AGES = {0, 1, 7, 30, 90};

  private static final String OPEN =
      """
      SELECT width_bucket(extract(epoch FROM $1::timestamptz - opened_at) / 86400, ARRAY[1, 7, 30, 90]), count(*)::int
      FROM match_review WHERE state = 'OPEN' GROUP BY 1
      """;

  private static final String SHARED =
      "SELECT kind, count(*)::int FROM identifier_claim WHERE shared_at IS NOT NULL GROUP BY kind ORDER BY kind";

  private static final int[] SIZES = {1, 2, 3, 4, 6, 11, 21, 51};

  private static final String PROFILES =
      """
      SELECT width_bucket(n, ARRAY[2, 3, 4, 6, 11, 21, 51]), count(*)::int
      FROM (SELECT count(*) AS n FROM profile WHERE customer_id IS NOT NULL GROUP BY customer_id) c GROUP BY 1
      """;

  private QualityStore() {}

  /** Which periods, as the statements take them. */
  record Span(LocalDate first, LocalDate end, QualityPeriod period, ZoneId zone) {
    private Tuple values() {
      return Tuple.of(
          FactKeys.utc(first.atStartOfDay(zone).toInstant()),
          FactKeys.utc(end.atStartOfDay(zone).toInstant()),
          zone.getId(),
          period.field());
    }
  }

  /** Counts of a period, on their way to figures. */
  private static final class Counts {
    private final Map<String, int[]> merges = new TreeMap<>();
    private final Map<String, Double> days = new HashMap<>();
    private int opened;
    private int decided;

    private int[] of(String rule) {
      return merges.computeIfAbsent(rule, r -> new int[4]);
    }

    private IdentityQualityPeriod period(LocalDate start) {
      List<RuleQuality> rules = new ArrayList<>();
      merges.forEach(
          (rule, n) -> rules.add(new RuleQuality(rule, n[0], n[1], n[2], n[3], days.get(rule))));
      return new IdentityQualityPeriod(start, rules, opened, decided);
    }
  }

  static Uni<IdentityQuality> read(SqlConnection connection, Span span, Instant now) {
    Map<LocalDate, Counts> counts = new TreeMap<>();
    for (LocalDate day = span.first(); day.isBefore(span.end()); day = span.period().next(day)) {
      counts.put(day, new Counts());
    }
    return rows(connection, MERGES, span.values())
        .invoke(
            rows ->
                rows.forEach(
                    row -> {
                      int[] of = counts.get(row.getLocalDate(0)).of(row.getString(1));
                      of[0] = row.getInteger(2);
                      of[1] = row.getInteger(3);
                      of[2] = row.getInteger(4);
                    }))
        .chain(() -> rows(connection, UNMERGES, span.values()))
        .invoke(
            rows ->
                rows.forEach(
                    row -> {
                      Counts of = counts.get(row.getLocalDate(0));
                      of.of(row.getString(1))[3] = row.getInteger(2);
                      of.days.put(row.getString(1), row.getDouble(3));
                    }))
        .chain(() -> rows(connection, OPENED, span.values()))
        .invoke(
            rows -> rows.forEach(row -> counts.get(row.getLocalDate(0)).opened = row.getInteger(1)))
        .chain(() -> rows(connection, DECIDED, span.values()))
        .invoke(
            rows ->
                rows.forEach(row -> counts.get(row.getLocalDate(0)).decided = row.getInteger(1)))
        .chain(() -> now(connection, counts, now));
  }

  private static Uni<IdentityQuality> now(
      SqlConnection connection, Map<LocalDate, Counts> counts, Instant now) {
    List<IdentityQualityPeriod> periods = new ArrayList<>();
    counts.forEach((start, of) -> periods.add(of.period(start)));
    return rows(connection, OPEN, Tuple.of(FactKeys.utc(now)))
        .map(rows -> buckets(rows, AGES, b -> new OpenReviewAge(b[0], end(b[1]), b[2])))
        .chain(
            ages ->
                rows(connection, SHARED, Tuple.tuple())
                    .map(QualityStore::shared)
                    .chain(
                        shared ->
                            rows(connection, PROFILES, Tuple.tuple())
                                .map(
                                    rows ->
                                        buckets(
                                            rows,
                                            SIZES,
                                            b ->
                                                new ProfilesPerCustomer(
                                                    b[0], b[1] < 0 ? null : b[1] - 1, b[2])))
                                .map(
                                    sizes ->
                                        new IdentityQuality(
                                            FactKeys.utc(now), periods, ages, shared, sizes))));
  }

  private static Integer end(int end) {
    return end < 0 ? null : end;
  }

  private static List<SharedValueCount> shared(RowSet<Row> rows) {
    List<SharedValueCount> found = new ArrayList<>();
    rows.forEach(row -> found.add(new SharedValueCount(row.getString(0), row.getInteger(1))));
    return found;
  }

  /** Buckets with their bounds, also empty ones: {from, to or -1, count}. */
  private static <T> List<T> buckets(RowSet<Row> rows, int[] bounds, Function<int[], T> of) {
    int[] counts = new int[bounds.length];
    rows.forEach(row -> counts[row.getInteger(0)] += row.getInteger(1));
    List<T> found = new ArrayList<>();
    for (int i = 0; i < bounds.length; i++) {
      int end = i + 1 < bounds.length ? bounds[i + 1] : -1;
      found.add(of.apply(new int[] {bounds[i], end, counts[i]}));
    }
    return found;
  }

  private static Uni<RowSet<Row>> rows(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }
}
