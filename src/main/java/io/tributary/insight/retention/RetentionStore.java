package io.tributary.insight.retention;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts over what customers bought. */
final class RetentionStore {
  /**
   * Who bought in which period: a cohort's members by the index on the first purchase, then the
   * instants of their purchases, so that any time zone and any asOf give exact periods.
   */
  private static final String ACTIVE =
      """
      WITH member AS (
        SELECT customer_id, first_purchase_at AS t0,
               date_trunc('%s', first_purchase_at AT TIME ZONE $1)::date AS cohort
        FROM customer_purchases
        WHERE first_purchase_at >= $2 AND first_purchase_at < $3 AND first_purchase_at < $4),
      active AS (
        SELECT DISTINCT m.customer_id, m.cohort, (%s)::integer AS k
        FROM member m JOIN customer_purchase_day d ON d.customer_id = m.customer_id
        CROSS JOIN LATERAL unnest(d.moments) AS bought(at)
        WHERE bought.at < $4)
      """;

  /** Customers by cohort and period in which they bought, up to a period. */
  private static final String BOUNDED =
      """
      SELECT cohort, k, count(*)::integer FROM active WHERE k < $5 GROUP BY cohort, k
      """;

  /** Customers by cohort and last period in which they bought. */
  private static final String UNBOUNDED =
      """
      SELECT cohort, least(k, $5 - 1), count(*)::integer
      FROM (SELECT cohort, max(k) AS k FROM active GROUP BY customer_id, cohort) latest
      GROUP BY cohort, least(k, $5 - 1)
      """;

  /** The period of a purchase, counted on the calendar from the cohort's. */
  private static final Map<Grain, String> CALENDAR =
      new EnumMap<>(
          Map.of(
              Grain.DAY,
              "(bought.at AT TIME ZONE $1)::date - m.cohort",
              Grain.WEEK,
              "((bought.at AT TIME ZONE $1)::date - m.cohort) / 7",
              Grain.MONTH,
              """
              (extract(year FROM bought.at AT TIME ZONE $1) - extract(year FROM m.cohort)) * 12
              + extract(month FROM bought.at AT TIME ZONE $1) - extract(month FROM m.cohort)
              """));

  /** The period of a purchase, counted in whole units from the first one; exact, in numeric. */
  private static final String RELATIVE = "div(extract(epoch FROM bought.at - m.t0), %d)";

  /**
   * How many bought a second time within each window: a customer's first two purchase days, then
   * one count a window over those who had the whole window.
   */
  private static final String REPURCHASE =
      """
      WITH day AS (
        SELECT d.customer_id, (bought.at AT TIME ZONE $1)::date AS day, min(bought.at) AS at
        FROM customer_purchase_day d CROSS JOIN LATERAL unnest(d.moments) AS bought(at)
        WHERE bought.at < $2
        GROUP BY 1, 2),
      customer AS (
        SELECT customer_id, min(at) AS t0, min(day) AS first, (array_agg(day ORDER BY day))[2] AS second
        FROM day GROUP BY customer_id)
      SELECT w.days, count(*)::integer, count(*) FILTER (WHERE c.second - c.first <= w.days)::integer
      FROM unnest($3::integer[], $4::timestamptz[]) w(days, until) JOIN customer c ON c.t0 <= w.until
      GROUP BY w.days
      """;

  private static String counting(RetentionRule rule) {
    String grain = rule.grain().name().toLowerCase(Locale.ROOT);
    String k =
        switch (rule.clock()) {
          case CALENDAR -> CALENDAR.get(rule.grain());
          case RELATIVE -> RELATIVE.formatted(rule.grain().length().toSeconds());
        };
    return ACTIVE.formatted(grain, k)
        + switch (rule.measure()) {
          case BOUNDED -> BOUNDED;
          case UNBOUNDED -> UNBOUNDED;
        };
  }

  /** Counts of the cohorts that begin in [from, until). */
  Uni<List<RetentionRule.Count>> counts(
      SqlConnection connection, RetentionRule rule, Instant from, Instant until) {
    return connection
        .preparedQuery(counting(rule))
        .execute(
            Tuple.of(rule.zone().getId(), utc(from), utc(until), utc(rule.asOf()), rule.periods()))
        .map(
            rows -> {
              List<RetentionRule.Count> counts = new ArrayList<>(rows.size());
              for (Row row : rows) {
                counts.add(
                    new RetentionRule.Count(
                        row.getLocalDate(0), row.getInteger(1), row.getInteger(2)));
              }
              return counts;
            });
  }

  /** Windows by length; one that nobody is eligible for is missing. */
  Uni<Map<Integer, RepurchaseWindow>> repurchase(
      SqlConnection connection, String zone, Instant asOf, Map<Integer, Instant> firstUntil) {
    Integer[] days = firstUntil.keySet().toArray(Integer[]::new);
    OffsetDateTime[] until = new OffsetDateTime[days.length];
    for (int i = 0; i < days.length; i++) {
      until[i] = utc(firstUntil.get(days[i]));
    }
    return connection
        .preparedQuery(REPURCHASE)
        .execute(Tuple.of(zone, utc(asOf)).addArrayOfInteger(days).addArrayOfOffsetDateTime(until))
        .map(
            rows -> {
              Map<Integer, RepurchaseWindow> windows = new HashMap<>();
              for (Row row : rows) {
                windows.put(
                    row.getInteger(0),
                    RepurchaseWindow.of(row.getInteger(0), row.getInteger(1), row.getInteger(2)));
              }
              return windows;
            });
  }
}
