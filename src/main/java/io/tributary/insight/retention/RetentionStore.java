package io.tributary.insight.retention;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.CustomerSegment;
import io.tributary.insight.SegmentStore;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts over what customers bought. */
final class RetentionStore {
  /**
   * What was bought in which period, by cohorts that begin in [$2, $3) or in [$8, $9), in time zone
   * $1 and currency $7 or those in use: the cohorts' members by the index on the first purchase,
   * which no time zone moves by more than a day, then what they bought. By the calendar of the time
   * zone that is stored the days in a customer's totals are taken as they stand, and grouped within
   * the row (whole); only of customers with a day that $4 cuts in two, or with several currencies,
   * the days are read one by one, and that one is taken apart. By other time zones and by the clock
   * of each customer the instants are, so that any time zone and any asOf give exact periods. Of
   * very many segments the largest stay apart; the others are one, which is the rest. A cohort, a
   * segment's place and the period are one number, by which the database adds up in memory: of
   * several columns it expects too many combinations, and sorts.
   */
  private static final String SPENT =
      """
      WITH terms AS MATERIALIZED (
        SELECT zone, currency, stored, today, ($4::timestamptz AT TIME ZONE zone)::date > today AS ended
        FROM (
          SELECT coalesce($1::text, i.timezone) AS zone, coalesce($7::text, i.currency) AS currency,
                 {calendar} AND coalesce($1, i.timezone) = s.timezone AS stored
          FROM insight_terms i CROSS JOIN insight_setting s) t
        CROSS JOIN LATERAL (SELECT (($4::timestamptz - interval '1 microsecond') AT TIME ZONE zone)::date AS today) d),
      named AS (
        SELECT * FROM (
          SELECT t.customer_id, t.first_purchase_at AS t0, t.currency, t.days, t.day_orders, t.day_nets,
                 (t.days IS NOT NULL AND t.days_at = t.computed_at
                   AND ((SELECT ended FROM terms) OR (SELECT today FROM terms) <> ALL (t.days))) IS TRUE AS whole,
                 date_trunc('{grain}', t.first_purchase_at AT TIME ZONE (SELECT zone FROM terms))::date AS cohort,
                 ({segment})::text AS segment
          FROM customer_purchases t
          WHERE (t.first_purchase_at >= ($2::date - 1)::timestamp AT TIME ZONE 'UTC'
                   AND t.first_purchase_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC'
                 OR t.first_purchase_at >= ($8::date - 1)::timestamp AT TIME ZONE 'UTC'
                   AND t.first_purchase_at < ($9::date + 1)::timestamp AT TIME ZONE 'UTC')
            AND t.first_purchase_at < $4) t
        WHERE cohort >= $2 AND cohort < $3 OR cohort >= $8 AND cohort < $9),
      top AS ({top}),
      member AS MATERIALIZED (
        SELECT n.*, {began} AS began,
               ({began})::bigint * 64 + coalesce(top.place, CASE WHEN n.segment IS NULL THEN 0 ELSE 63 END) AS cell
        FROM named n LEFT JOIN top ON top.segment = n.segment),
      whole AS (
        SELECT m.cell * 100000 + u.k AS place, m.cell * 100000 + u.last AS last,
               CASE WHEN m.currency = (SELECT currency FROM terms) THEN u.net ELSE 0 END AS net, u.orders
        FROM member m CROSS JOIN LATERAL (
          SELECT k, max(k) OVER () AS last, sum(net) AS net, sum(orders) AS orders
          FROM (
            SELECT {placed-day} AS k, d.net, d.orders FROM unnest(m.days, m.day_nets, m.day_orders) d(day, net, orders)
            WHERE d.day <= (SELECT today FROM terms)) d
          GROUP BY 1) u
        WHERE m.whole AND (SELECT stored FROM terms)),
      bought AS (
        SELECT m.customer_id, m.cell * 100000 + {placed-instant} AS place,
               coalesce(sum(bought.net) FILTER (WHERE d.currency = (SELECT currency FROM terms)), 0) AS net,
               sum(CASE WHEN bought.nth = 1 AND d.moments[cardinality(d.moments)] < $4
                        THEN d.orders - cardinality(d.moments) + 1 ELSE 1 END) AS orders
        FROM member m JOIN customer_purchase_day d ON d.customer_id = m.customer_id
        CROSS JOIN LATERAL unnest(d.moments, d.nets) WITH ORDINALITY AS bought(at, net, nth)
        WHERE bought.at < $4 AND NOT (SELECT stored FROM terms)
        GROUP BY 1, 2
        UNION ALL
        SELECT m.customer_id, m.cell * 100000 + {placed-day},
               coalesce(sum(CASE WHEN d.moments[cardinality(d.moments)] < $4 THEN d.net_minor
                                 ELSE (SELECT sum(net) FROM unnest(d.moments, d.nets) u(at, net) WHERE at < $4) END)
                 FILTER (WHERE d.currency = (SELECT currency FROM terms)), 0),
               sum(CASE WHEN d.moments[cardinality(d.moments)] < $4 THEN d.orders
                        ELSE (SELECT count(*) FROM unnest(d.moments) at WHERE at < $4) END)
        FROM member m JOIN customer_purchase_day d ON d.customer_id = m.customer_id
        WHERE d.first_at < $4 AND NOT m.whole AND (SELECT stored FROM terms)
        GROUP BY 1, 2)
      """;

  /** The segments that stay apart. */
  private static final String TOP =
      """
      SELECT segment, row_number() OVER (ORDER BY count(*) DESC, segment) AS place FROM named WHERE segment IS NOT NULL
      GROUP BY 1 ORDER BY 2 LIMIT $6::integer
      """;

  /** None, where customers are not divided. */
  private static final String NO_TOP =
      "SELECT NULL::text AS segment, 0::bigint AS place WHERE $6::integer < 0";

  /** Rows of counts with the terms beside each, and the terms alone where there is none. */
  private static final String ANSWER =
      " SELECT z.zone, z.currency, r.* FROM terms z LEFT JOIN (%s) r ON true";

  /** Numbers of periods within cohorts taken apart again; %s are those of customers. */
  private static final String BY_CELL =
      """
      SELECT t.segment, s.place / 100000 %% 64 = 63, {cohort}, (s.place %% 100000)::integer, sum(s.customers)::integer,
             sum(s.net)::bigint, sum(s.orders)::integer
      FROM (%s) s LEFT JOIN top t ON t.place = s.place / 100000 %% 64
      GROUP BY s.place, t.segment
      """;

  /** Customers by cohort and place in which they bought, up to a place, and what they spent. */
  private static final String BOUNDED =
      BY_CELL.formatted(
          """
          SELECT place, count(*) AS customers, sum(net) AS net, sum(orders) AS orders FROM whole
          WHERE place % 100000 < $5::integer GROUP BY 1
          UNION ALL
          SELECT place, count(*), sum(net), sum(orders) FROM bought WHERE place % 100000 < $5::integer GROUP BY 1
          """);

  /** Customers by cohort and last period in which they bought, and what was spent in each. */
  private static final String UNBOUNDED =
      BY_CELL.formatted(
          """
          SELECT place, count(*) FILTER (WHERE place = last) AS customers, sum(net) AS net, sum(orders) AS orders
          FROM whole GROUP BY 1
          UNION ALL
          SELECT place, count(*) FILTER (WHERE place = last), sum(net), sum(orders)
          FROM bought JOIN (SELECT customer_id, max(place) AS last FROM bought GROUP BY 1) l USING (customer_id)
          GROUP BY 1
          """);

  /** Customers by cohort and bracket in which they bought, brackets counted from 1. */
  private static final String BRACKETS =
      BY_CELL.formatted(
          """
          SELECT place, count(*) AS customers, sum(net) AS net, sum(orders) AS orders FROM whole GROUP BY 1
          UNION ALL
          SELECT place, count(*), sum(net), sum(orders) FROM bought GROUP BY 1
          """);

  /**
   * The place of a period: itself, itself up to the last that is shown, or the bracket it is in.
   */
  private static final String EACH = "%s";

  private static final String UP_TO_THE_LAST = "least(%s, $5::integer - 1)";
  private static final String BRACKET = "width_bucket(%s, $5::integer[])";

  /** How many segments are shown apart. */
  private static final int MOST_SEGMENTS = 50;

  /** The period of a purchase, counted on the calendar from the cohort's. */
  private static final Map<Grain, String> CALENDAR =
      new EnumMap<>(
          Map.of(
              Grain.DAY,
              "(bought.at AT TIME ZONE (SELECT zone FROM terms))::date - m.cohort",
              Grain.WEEK,
              "((bought.at AT TIME ZONE (SELECT zone FROM terms))::date - m.cohort) / 7",
              Grain.MONTH,
              """
              (extract(year FROM bought.at AT TIME ZONE (SELECT zone FROM terms)) - extract(year FROM m.cohort)) * 12
              + extract(month FROM bought.at AT TIME ZONE (SELECT zone FROM terms)) - extract(month FROM m.cohort)
              """));

  /** The number of a day's period, in integers; a week begins on Monday, as 1900 did. */
  private static final Map<Grain, String> PERIOD =
      new EnumMap<>(
          Map.of(
              Grain.DAY, "({day} - date '1900-01-01')",
              Grain.WEEK, "(({day} - date '1900-01-01') / 7)",
              Grain.MONTH, "(date_part('year', {day}) * 12 + date_part('month', {day}))::integer"));

  /** The first day of a cohort of number place / 6400000, as PERIOD numbers it. */
  private static final Map<Grain, String> COHORT =
      new EnumMap<>(
          Map.of(
              Grain.DAY, "date '1900-01-01' + (s.place / 6400000)::integer",
              Grain.WEEK, "date '1900-01-01' + (s.place / 6400000)::integer * 7",
              Grain.MONTH,
                  "make_date(((s.place / 6400000 - 1) / 12)::integer, ((s.place / 6400000 - 1) % 12 + 1)::integer, 1)"));

  /** The period of a purchase, counted in whole units from the first one; exact, in numeric. */
  private static final String RELATIVE = "div(extract(epoch FROM bought.at - m.t0), %d)";

  /**
   * How many bought a second time within each window of $3 days, in time zone $1 or the one in use:
   * a customer's first two purchase days, then one count a window over those who had the whole
   * window. And of those who bought in [$4, $2), how many did so on two days; where the first row
   * counts all who had bought, and their orders. By days of the time zone that is stored the first
   * one is in the totals and the others are as they stand, so that nothing is sorted or taken
   * apart; else they are made of the instants.
   */
  private static final String REPURCHASE =
      """
      WITH terms AS MATERIALIZED (
        SELECT coalesce($1::text, i.timezone) AS zone, coalesce($1, i.timezone) = s.timezone AS stored
        FROM insight_terms i CROSS JOIN insight_setting s),
      day AS (
        SELECT d.customer_id, (bought.at AT TIME ZONE (SELECT zone FROM terms))::date AS day, min(bought.at) AS at,
               sum(CASE WHEN bought.nth = 1 AND d.moments[cardinality(d.moments)] < $2
                        THEN d.orders - cardinality(d.moments) + 1 ELSE 1 END) AS orders,
               bool_or(bought.at >= $4::timestamptz) AS within
        FROM customer_purchase_day d CROSS JOIN LATERAL unnest(d.moments) WITH ORDINALITY AS bought(at, nth)
        WHERE bought.at < $2 AND NOT (SELECT stored FROM terms)
        GROUP BY 1, 2),
      customer AS (
        SELECT min(at) AS t0, min(day) AS first, (array_agg(day ORDER BY day))[2] AS second, sum(orders) AS orders,
               min(day) FILTER (WHERE within) AS one_day, max(day) FILTER (WHERE within) AS other_day
        FROM day GROUP BY customer_id
        UNION ALL
        SELECT p.first_purchase_at, p.first_day, d.second, CASE WHEN p.last_purchase_at < $2 THEN p.orders ELSE d.orders END,
               d.one_day, d.other_day
        FROM customer_purchases p JOIN (
          SELECT d.customer_id, min(d.day) FILTER (WHERE d.day > q.first_day) AS second, min(d.day) FILTER (WHERE d.within) AS one_day,
                 max(d.day) FILTER (WHERE d.within) AS other_day,
                 sum(orders_before(d.orders, d.moments, $2)) FILTER (WHERE q.last_purchase_at >= $2) AS orders
          FROM (
            SELECT customer_id, day, orders, moments, first_at >= $4 AS within FROM customer_purchase_day
            WHERE first_at < $2 AND (first_at >= $4 OR day < ($4 AT TIME ZONE (SELECT zone FROM terms))::date)
            UNION ALL
            SELECT customer_id, day, orders, moments, EXISTS (SELECT FROM unnest(moments) at WHERE at >= $4 AND at < $2)
            FROM customer_purchase_day
            WHERE first_at < least($2::timestamptz, $4) AND day >= ($4 AT TIME ZONE (SELECT zone FROM terms))::date) d
          JOIN customer_purchases q ON q.customer_id = d.customer_id
          WHERE (SELECT stored FROM terms)
          GROUP BY 1) d ON d.customer_id = p.customer_id
        WHERE p.first_purchase_at < $2)
      SELECT z.zone, r.* FROM terms z CROSS JOIN (
        SELECT w.days, count(*)::integer, (count(*) FILTER (WHERE c.second - c.first <= w.days))::integer
        FROM terms CROSS JOIN unnest($3::integer[]) w(days) JOIN customer c
          ON c.t0 <= (($2::timestamptz AT TIME ZONE zone) - make_interval(days => w.days)) AT TIME ZONE zone
        GROUP BY w.days
        UNION ALL SELECT 0, count(*)::integer, coalesce(sum(orders), 0)::integer FROM customer
        UNION ALL SELECT -1, count(one_day)::integer, (count(*) FILTER (WHERE one_day < other_day))::integer FROM customer) r
      """;

  private static String counted(Asked asked, String place, String counting) {
    String grain = asked.grain().name().toLowerCase(Locale.ROOT);
    String instant =
        switch (asked.clock()) {
          case CALENDAR -> CALENDAR.get(asked.grain());
          case RELATIVE -> RELATIVE.formatted(asked.grain().length().toSeconds());
        };
    String period = PERIOD.get(asked.grain());
    String began = period.replace("{day}", "n.cohort");
    // a new time zone is in force before the days are of it
    String day = "greatest(0, " + period.replace("{day}", "d.day") + " - m.began)";
    CustomerSegment segment = asked.segment();
    return (SPENT + ANSWER.formatted(counting))
        .replace("{calendar}", Boolean.toString(asked.clock() == RetentionClock.CALENDAR))
        .replace("{grain}", grain)
        .replace("{segment}", segment == null ? "NULL" : SegmentStore.of(segment, "$4"))
        .replace("{top}", segment == null ? NO_TOP : TOP)
        .replace("{began}", began)
        .replace("{placed-day}", place.formatted(day))
        .replace("{placed-instant}", place.formatted("(" + instant + ")::integer"))
        .replace("{cohort}", COHORT.get(asked.grain()));
  }

  /** First days of cohorts, half-open. */
  record Span(LocalDate from, LocalDate until) {
    boolean holds(LocalDate cohort) {
      return !cohort.isBefore(from) && cohort.isBefore(until);
    }
  }

  /**
   * What is asked for.
   *
   * @param zone null for the one in use
   * @param cohorts which cohorts
   * @param others which others as well; null for none
   * @param segment by what they are divided; null for not at all
   * @param currency null for the one in use
   */
  record Asked(
      Grain grain,
      RetentionClock clock,
      ZoneId zone,
      Instant asOf,
      Span cohorts,
      Span others,
      CustomerSegment segment,
      String currency) {

    private Tuple values(Object periods) {
      Span more = others == null ? new Span(cohorts.from(), cohorts.from()) : others;
      return Tuple.of(
              zone == null ? null : zone.getId(), cohorts.from(), cohorts.until(), utc(asOf))
          .addValue(periods)
          .addInteger(MOST_SEGMENTS)
          .addString(currency)
          .addLocalDate(more.from())
          .addLocalDate(more.until());
    }
  }

  /** Rows, and the terms that they are in. */
  record Answer(ZoneId zone, String currency, List<Row> rows) {}

  /** Counts by bracket; k is the bracket from 1. */
  Uni<Answer> brackets(SqlConnection connection, Asked asked, Integer[] places) {
    return connection
        .preparedQuery(counted(asked, BRACKET, BRACKETS))
        .execute(asked.values(places))
        .map(RetentionStore::answer);
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

  /** Counts by period, up to so many of them. */
  Uni<Answer> rows(SqlConnection connection, Asked asked, RetentionMeasure measure, int periods) {
    String sql =
        switch (measure) {
          case BOUNDED -> counted(asked, EACH, BOUNDED);
          case UNBOUNDED -> counted(asked, UP_TO_THE_LAST, UNBOUNDED);
        };
    return connection.preparedQuery(sql).execute(asked.values(periods)).map(RetentionStore::answer);
  }

  private static Answer answer(RowSet<io.vertx.mutiny.sqlclient.Row> found) {
    String zone = null;
    String currency = null;
    List<Row> rows = new ArrayList<>(found.size());
    for (io.vertx.mutiny.sqlclient.Row row : found) {
      zone = row.getString(0);
      currency = row.getString(1);
      if (row.getLocalDate(4) != null) {
        rows.add(
            new Row(
                row.getString(2),
                row.getBoolean(3),
                new RetentionRule.Count(row.getLocalDate(4), row.getInteger(5), row.getInteger(6)),
                row.getLong(7),
                row.getInteger(8)));
      }
    }
    return new Answer(ZoneId.of(zone), currency, rows);
  }

  /**
   * Counted windows.
   *
   * @param zone in which days begin
   * @param customers who had bought
   * @param orders of theirs
   * @param within who bought in the period
   * @param twice who bought on two days of it
   * @param byDays by length; one that nobody is eligible for is missing
   */
  record Windows(
      String zone,
      int customers,
      int orders,
      int within,
      int twice,
      Map<Integer, RepurchaseWindow> byDays) {}

  /**
   * Windows of repurchase.
   *
   * @param zone null for the one in use
   * @param from the beginning of the period in which purchases on two days are counted
   */
  Uni<Windows> repurchase(
      SqlConnection connection, ZoneId zone, Instant asOf, List<Integer> days, Instant from) {
    return connection
        .preparedQuery(REPURCHASE)
        .execute(
            Tuple.of(zone == null ? null : zone.getId(), utc(asOf))
                .addArrayOfInteger(days.stream().distinct().toArray(Integer[]::new))
                .addOffsetDateTime(utc(from)))
        .map(
            rows -> {
              String used = null;
              Map<Integer, RepurchaseWindow> windows = new HashMap<>();
              for (io.vertx.mutiny.sqlclient.Row row : rows) {
                used = row.getString(0);
                windows.put(
                    row.getInteger(1),
                    RepurchaseWindow.of(row.getInteger(1), row.getInteger(2), row.getInteger(3)));
              }
              RepurchaseWindow all = windows.get(0);
              RepurchaseWindow period = windows.get(-1);
              return new Windows(
                  used,
                  all.eligible(),
                  all.repeated(),
                  period.eligible(),
                  period.repeated(),
                  windows);
            });
  }
}
