package io.tributary.insight.retention;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
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
   * What was bought in which period: a cohort's members by the index on the first purchase, then
   * the instants of their purchases, so that any time zone and any asOf give exact periods. Of very
   * many segments the largest stay apart; the others are one, which is the rest.
   */
  private static final String SPENT =
      """
      WITH named AS (
        SELECT t.customer_id, t.first_purchase_at AS t0,
               date_trunc('%s', t.first_purchase_at AT TIME ZONE $1)::date AS cohort, (%s)::text AS segment
        FROM customer_purchases t
        WHERE t.first_purchase_at >= $2 AND t.first_purchase_at < $3 AND t.first_purchase_at < $4),
      top AS (
        SELECT segment FROM named WHERE segment IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT $6::integer),
      member AS (
        SELECT n.customer_id, n.t0, n.cohort, top.segment, n.segment IS NOT NULL AND top.segment IS NULL AS rest
        FROM named n LEFT JOIN top ON top.segment = n.segment),
      spent AS (
        SELECT m.customer_id, m.cohort, m.segment, m.rest, (%s)::integer AS k,
               coalesce(sum(bought.net) FILTER (WHERE d.currency = $7), 0) AS net,
               sum(CASE WHEN bought.nth = 1 AND d.moments[cardinality(d.moments)] < $4
                        THEN d.orders - cardinality(d.moments) + 1 ELSE 1 END) AS orders
        FROM member m JOIN customer_purchase_day d ON d.customer_id = m.customer_id
        CROSS JOIN LATERAL unnest(d.moments, d.nets) WITH ORDINALITY AS bought(at, net, nth)
        WHERE bought.at < $4
        GROUP BY 1, 2, 3, 4, 5)
      """;

  /** Customers by cohort and period in which they bought, up to a period, and what they spent. */
  private static final String BOUNDED =
      """
      SELECT segment, rest, cohort, k, count(*)::integer, sum(net)::bigint, sum(orders)::integer
      FROM spent WHERE k < $5 GROUP BY 1, 2, 3, 4
      """;

  /** Customers by cohort and last period in which they bought, and what was spent in each. */
  private static final String UNBOUNDED =
      """
      SELECT segment, rest, cohort, least(k, $5 - 1), (count(*) FILTER (WHERE k = last))::integer, sum(net)::bigint,
             sum(orders)::integer
      FROM (SELECT *, max(k) OVER (PARTITION BY customer_id) AS last FROM spent) s
      GROUP BY 1, 2, 3, 4
      """;

  /** Customers by cohort and bracket in which they bought, brackets counted from 1. */
  private static final String BRACKETS =
      """
      SELECT segment, rest, cohort, place, count(*)::integer, 0::bigint, sum(orders)::integer
      FROM (
        SELECT customer_id, segment, rest, cohort, width_bucket(k, $5::integer[]) AS place, sum(orders) AS orders
        FROM spent GROUP BY 1, 2, 3, 4, 5) s
      GROUP BY 1, 2, 3, 4
      """;

  /** How many segments are shown apart. */
  private static final int MOST_SEGMENTS = 50;

  /** A customer's segment, of the row t of customer_purchases. */
  private static final Map<CustomerSegment, String> SEGMENT =
      new EnumMap<>(
          Map.of(
              CustomerSegment.FIRST_CHANNEL,
              "SELECT g.channel FROM customer_origin g WHERE g.customer_id = t.customer_id",
              CustomerSegment.FIRST_STORE,
              """
              SELECT coalesce(e.name, e.code) FROM customer_origin g JOIN store e ON e.store_id = g.store_id
              WHERE g.customer_id = t.customer_id
              """,
              CustomerSegment.FIRST_CATEGORY,
              "SELECT g.category FROM customer_origin g WHERE g.customer_id = t.customer_id",
              CustomerSegment.CITY,
              """
              SELECT a.value #>> '{}' FROM customer_attribute a WHERE a.customer_id = t.customer_id AND a.name = 'city'
              """,
              CustomerSegment.TIER,
              """
              SELECT h.tier FROM membership h JOIN programme p ON p.programme_id = h.programme_id
              WHERE h.customer_id = t.customer_id ORDER BY p.created_at, p.programme_id LIMIT 1
              """,
              CustomerSegment.ACQUISITION_CAMPAIGN,
              """
              SELECT u.campaign FROM customer_touch u
              WHERE u.customer_id = t.customer_id AND u.touched_at <= t.first_purchase_at AND u.campaign IS NOT NULL
              ORDER BY u.touched_at DESC LIMIT 1
              """));

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
        SELECT d.customer_id, (bought.at AT TIME ZONE $1)::date AS day, min(bought.at) AS at,
               sum(CASE WHEN bought.nth = 1 AND d.moments[cardinality(d.moments)] < $2
                        THEN d.orders - cardinality(d.moments) + 1 ELSE 1 END) AS orders
        FROM customer_purchase_day d CROSS JOIN LATERAL unnest(d.moments) WITH ORDINALITY AS bought(at, nth)
        WHERE bought.at < $2
        GROUP BY 1, 2),
      customer AS (
        SELECT customer_id, min(at) AS t0, min(day) AS first, (array_agg(day ORDER BY day))[2] AS second,
               sum(orders) AS orders
        FROM day GROUP BY customer_id)
      SELECT w.days, count(*)::integer, count(*) FILTER (WHERE c.second - c.first <= w.days)::integer
      FROM unnest($3::integer[], $4::timestamptz[]) w(days, until) JOIN customer c ON c.t0 <= w.until
      GROUP BY w.days
      UNION ALL SELECT 0, count(*)::integer, coalesce(sum(orders), 0)::integer FROM customer
      """;

  private static String counting(RetentionRule rule, CustomerSegment segment) {
    return spent(rule, segment)
        + switch (rule.measure()) {
          case BOUNDED -> BOUNDED;
          case UNBOUNDED -> UNBOUNDED;
        };
  }

  private static String spent(RetentionRule rule, CustomerSegment segment) {
    String grain = rule.grain().name().toLowerCase(Locale.ROOT);
    String k =
        switch (rule.clock()) {
          case CALENDAR -> CALENDAR.get(rule.grain());
          case RELATIVE -> RELATIVE.formatted(rule.grain().length().toSeconds());
        };
    return SPENT.formatted(grain, segment == null ? "NULL" : SEGMENT.get(segment), k);
  }

  /** Counts by bracket of the cohorts that begin in [from, until); k is the bracket from 1. */
  Uni<List<Row>> brackets(SqlConnection connection, BracketRule rule, Instant from, Instant until) {
    RetentionRule periods = rule.periods();
    return connection
        .preparedQuery(spent(periods, null) + BRACKETS)
        .execute(
            Tuple.of(periods.zone().getId(), utc(from), utc(until), utc(periods.asOf()))
                .addArrayOfInteger(rule.places())
                .addInteger(MOST_SEGMENTS)
                .addString(""))
        .map(RetentionStore::rows);
  }

  /**
   * What one segment of a cohort did in one period.
   *
   * @param segment null for customers of whom it is not known
   * @param rest whether it is all the segments that are too small to be shown
   * @param count how many customers
   * @param minor what they spent
   * @param orders how many they made
   */
  record Row(String segment, boolean rest, RetentionRule.Count count, long minor, int orders) {}

  /** The orders of all rows. */
  static int orders(List<Row> rows) {
    return rows.stream().mapToInt(Row::orders).sum();
  }

  /** Rows of the cohorts that begin in [from, until), by segment when one is asked for. */
  Uni<List<Row>> rows(
      SqlConnection connection,
      RetentionRule rule,
      Instant from,
      Instant until,
      CustomerSegment segment,
      String currency) {
    return connection
        .preparedQuery(counting(rule, segment))
        .execute(
            Tuple.of(rule.zone().getId(), utc(from), utc(until), utc(rule.asOf()), rule.periods())
                .addInteger(MOST_SEGMENTS)
                .addString(currency))
        .map(RetentionStore::rows);
  }

  private static List<Row> rows(RowSet<io.vertx.mutiny.sqlclient.Row> found) {
    List<Row> rows = new ArrayList<>(found.size());
    for (io.vertx.mutiny.sqlclient.Row row : found) {
      rows.add(
          new Row(
              row.getString(0),
              row.getBoolean(1),
              new RetentionRule.Count(row.getLocalDate(2), row.getInteger(3), row.getInteger(4)),
              row.getLong(5),
              row.getInteger(6)));
    }
    return rows;
  }

  /**
   * Counted windows.
   *
   * @param customers who had bought
   * @param orders of theirs
   * @param byDays by length; one that nobody is eligible for is missing
   */
  record Windows(int customers, int orders, Map<Integer, RepurchaseWindow> byDays) {}

  Uni<Windows> repurchase(
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
              int customers = 0;
              int orders = 0;
              for (io.vertx.mutiny.sqlclient.Row row : rows) {
                if (row.getInteger(0) == 0) {
                  customers = row.getInteger(1);
                  orders = row.getInteger(2);
                  continue;
                }
                windows.put(
                    row.getInteger(0),
                    RepurchaseWindow.of(row.getInteger(0), row.getInteger(1), row.getInteger(2)));
              }
              return new Windows(customers, orders, windows);
            });
  }
}
