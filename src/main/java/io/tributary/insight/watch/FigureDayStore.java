package io.tributary.insight.watch;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/** Figures of days, by their parts. */
@ApplicationScoped
class FigureDayStore {
  /**
   * Figures of the last $3 whole local days before $1 and of the $2 weeks before them, by day and
   * part, with the day of the first fact of the kind; one row without a part for each figure, so
   * that a day without facts has one too. Each figure's channels make up the whole. Of a rate both
   * numbers are given; who is active follows from the stages, which are added up day by day.
   */
  private static final String DAYS =
      """
      WITH terms AS MATERIALIZED (
        SELECT timezone, currency, last, (last - $3::integer + 1 - 7 * $2::integer)::timestamp AT TIME ZONE timezone AS since,
               (last + 1)::timestamp AT TIME ZONE timezone AS until
        FROM (SELECT timezone, currency, ($1::timestamptz AT TIME ZONE timezone)::date - 1 AS last FROM insight_terms) i),
      sale AS MATERIALIZED (
        SELECT (u.at AT TIME ZONE s.timezone)::date AS day, c.customer_id, c.channel,
               CASE WHEN c.currency = s.currency THEN u.net ELSE 0 END AS net,
               CASE WHEN (t.first_purchase_at AT TIME ZONE s.timezone)::date = (u.at AT TIME ZONE s.timezone)::date
                    THEN 'NEW' ELSE 'RETURNING' END AS kind
        FROM terms s CROSS JOIN customer_channel c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        JOIN customer_purchases t ON t.customer_id = c.customer_id
        WHERE c.moments[cardinality(c.moments)] >= s.since AND u.at >= s.since AND u.at < s.until),
      placed AS MATERIALIZED (
        SELECT (u.at AT TIME ZONE s.timezone)::date AS day, c.customer_id, coalesce(e.name, e.code) AS store,
               CASE WHEN c.currency = s.currency THEN u.net ELSE 0 END AS net,
               (t.first_purchase_at AT TIME ZONE s.timezone)::date < (u.at AT TIME ZONE s.timezone)::date AS known
        FROM terms s CROSS JOIN customer_store c JOIN store e ON e.store_id = c.store_id
        JOIN customer_purchases t ON t.customer_id = c.customer_id
        CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.moments[cardinality(c.moments)] >= s.since AND u.at >= s.since AND u.at < s.until),
      newcomer AS MATERIALIZED (
        SELECT (t.first_purchase_at AT TIME ZONE s.timezone)::date AS day, coalesce(g.channel, '') AS channel,
               coalesce(e.name, e.code) AS store, g.category
        FROM terms s JOIN customer_purchases t ON t.first_purchase_at >= s.since AND t.first_purchase_at < s.until
        LEFT JOIN customer_origin g ON g.customer_id = t.customer_id LEFT JOIN store e ON e.store_id = g.store_id),
      visited AS MATERIALIZED (
        SELECT v.day, coalesce(v.campaign, o.name) AS channel, count(*) AS visits,
               count(*) FILTER (WHERE v.registered OR v.enquired) AS conversions
        FROM terms s JOIN visit v ON v.day > s.last - $3 - 7 * $2 AND v.day <= s.last JOIN source o ON o.source_id = v.source_id
        GROUP BY 1, 2),
      lapsed AS MATERIALIZED (
        SELECT coalesce(g.channel, '') AS channel, (v.since AT TIME ZONE s.timezone)::date AS day, count(*) AS customers
        FROM terms s JOIN customer_stage v ON v.since >= s.since AND v.since < s.until AND v.stage = 'LAPSING'
        LEFT JOIN customer_origin g ON g.customer_id = v.customer_id
        GROUP BY 1, 2),
      turned AS (
        SELECT coalesce(g.channel, '') AS channel,
               greatest((v.since AT TIME ZONE s.timezone)::date, (s.since AT TIME ZONE s.timezone)::date - 1) AS day,
               sum(v.active::integer - v.was::integer) AS customers
        FROM terms s CROSS JOIN (
          SELECT customer_id, since, stage IN ('PURCHASE', 'USE', 'LOYAL') AS active,
                 coalesce(lag(stage IN ('PURCHASE', 'USE', 'LOYAL')) OVER (PARTITION BY customer_id ORDER BY since), false) AS was
          FROM customer_stage) v
        LEFT JOIN customer_origin g ON g.customer_id = v.customer_id
        WHERE v.active <> v.was AND v.since < s.until
        GROUP BY 1, 2),
      active AS (
        SELECT c.channel, d.day, sum(coalesce(n.customers, 0)) OVER (PARTITION BY c.channel ORDER BY d.day ROWS BETWEEN UNBOUNDED PRECEDING
                 AND 1 PRECEDING) AS customers
        FROM terms s CROSS JOIN (SELECT DISTINCT channel FROM turned) c
        CROSS JOIN LATERAL (
          SELECT g::date AS day FROM generate_series((s.since AT TIME ZONE s.timezone)::date - 1, s.last, interval '1 day') g) d
        LEFT JOIN turned n ON n.channel = c.channel AND n.day = d.day),
      ordered AS (
        SELECT (o.ordered_at AT TIME ZONE s.timezone)::date AS day, o.profile_id, o.order_id, o.ordered_at, false AS returned
        FROM terms s JOIN qualifying_order o ON o.ordered_at >= s.since AND o.ordered_at < s.until
        UNION ALL
        SELECT DISTINCT (r.returned_at AT TIME ZONE s.timezone)::date, r.profile_id, r.order_id, r.ordered_at, true
        FROM terms s JOIN order_return r ON r.returned_at >= s.since AND r.returned_at < s.until),
      handled AS MATERIALIZED (
        SELECT n.day, coalesce(o.channel, w.name) AS channel, coalesce(e.name, e.code) AS store,
               count(*) FILTER (WHERE n.returned) AS returned, count(*) FILTER (WHERE NOT n.returned) AS made
        FROM ordered n
        JOIN customer_order o ON o.profile_id = n.profile_id AND o.ordered_at = n.ordered_at AND o.order_id = n.order_id
        JOIN profile p ON p.profile_id = n.profile_id AND p.customer_id IS NOT NULL
        JOIN source w ON w.source_id = o.source_id LEFT JOIN store e ON e.store_id = o.store_id
        GROUP BY 1, 2, 3),
      known AS (
        SELECT (SELECT (min(first_purchase_at) AT TIME ZONE s.timezone)::date FROM customer_purchases) AS sold,
               (SELECT min(day) FROM visit) AS visited
        FROM terms s)
      SELECT s.last, s.currency, f.figure, f.dimension, f.part, f.day, f.value::bigint,
             CASE WHEN f.figure IN ('VISITS', 'CONVERSIONS', 'CONVERSION_RATE') THEN k.visited ELSE k.sold END, f.whole::bigint
      FROM terms s CROSS JOIN known k CROSS JOIN (
        SELECT 'REVENUE' AS figure, 'CHANNEL' AS dimension, channel AS part, day, sum(net) AS value, 0::numeric AS whole
        FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'ORDERS', 'CHANNEL', channel, day, count(*), 0 FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'REVENUE', 'CUSTOMER_KIND', kind, day, sum(net), 0 FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'ORDERS', 'CUSTOMER_KIND', kind, day, count(*), 0 FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'REVENUE', 'STORE', store, day, sum(net), 0 FROM placed GROUP BY 3, 4
        UNION ALL SELECT 'ORDERS', 'STORE', store, day, count(*), 0 FROM placed GROUP BY 3, 4
        UNION ALL
        SELECT 'REVENUE', 'CATEGORY', p.category, (u.at AT TIME ZONE s.timezone)::date, sum(u.net), 0
        FROM terms s CROSS JOIN customer_product c JOIN product p ON p.sku = c.sku
        CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.moments[cardinality(c.moments)] >= s.since AND u.at >= s.since AND u.at < s.until AND c.currency = s.currency
          AND p.category IS NOT NULL
        GROUP BY 3, 4
        UNION ALL
        SELECT 'RETURNING_CUSTOMERS', 'CHANNEL', channel, day, count(*), 0
        FROM (SELECT day, customer_id, min(channel) AS channel FROM sale WHERE kind = 'RETURNING' GROUP BY 1, 2) r GROUP BY 3, 4
        UNION ALL SELECT 'NEW_CUSTOMERS', 'CHANNEL', channel, day, count(*), 0 FROM newcomer GROUP BY 3, 4
        UNION ALL SELECT 'NEW_CUSTOMERS', 'STORE', store, day, count(*), 0 FROM newcomer WHERE store IS NOT NULL GROUP BY 3, 4
        UNION ALL
        SELECT 'NEW_CUSTOMERS', 'CATEGORY', category, day, count(*), 0 FROM newcomer WHERE category IS NOT NULL GROUP BY 3, 4
        UNION ALL SELECT 'LAPSED_CUSTOMERS', 'CHANNEL', channel, day, customers, 0 FROM lapsed
        UNION ALL SELECT 'VISITS', 'CHANNEL', channel, day, visits, 0 FROM visited
        UNION ALL SELECT 'CONVERSIONS', 'CHANNEL', channel, day, conversions, 0 FROM visited
        UNION ALL SELECT 'CONVERSION_RATE', 'CHANNEL', channel, day, conversions, visits FROM visited
        UNION ALL
        SELECT 'REPURCHASE_RATE', 'CHANNEL', channel, day, count(*) FILTER (WHERE kind = 'RETURNING'), count(*)
        FROM (SELECT day, customer_id, kind, min(channel) AS channel FROM sale GROUP BY 1, 2, 3) b GROUP BY 3, 4
        UNION ALL
        SELECT 'REPURCHASE_RATE', 'STORE', store, day, count(DISTINCT customer_id) FILTER (WHERE known), count(DISTINCT customer_id)
        FROM placed GROUP BY 3, 4
        UNION ALL
        SELECT 'CHURN_RATE', 'CHANNEL', a.channel, a.day, coalesce(l.customers, 0), coalesce(a.customers, 0)
        FROM active a LEFT JOIN lapsed l ON l.channel = a.channel AND l.day = a.day
        UNION ALL SELECT 'RETURN_RATE', 'CHANNEL', channel, day, sum(returned), sum(made) FROM handled GROUP BY 3, 4
        UNION ALL
        SELECT 'RETURN_RATE', 'STORE', store, day, sum(returned), sum(made) FROM handled WHERE store IS NOT NULL GROUP BY 3, 4
        UNION ALL SELECT figure, NULL, NULL, NULL, 0, 0 FROM figure_watch) f
      """;

  /**
   * What there is of days.
   *
   * @param last the last whole one
   */
  record Days(LocalDate last, String currency, Map<WatchedFigure, FigureDays> figures) {}

  Uni<Days> read(SqlConnection connection, Instant asOf, int weeks, int days) {
    return connection
        .preparedQuery(DAYS)
        .execute(Tuple.of(utc(asOf), weeks, days))
        .map(
            rows -> {
              LocalDate last = null;
              String currency = null;
              Map<WatchedFigure, FigureDays> figures = new EnumMap<>(WatchedFigure.class);
              for (Row row : rows) {
                last = row.getLocalDate(0);
                currency = row.getString(1);
                FigureDays figure =
                    figures.computeIfAbsent(
                        WatchedFigure.valueOf(row.getString(2)),
                        f -> FigureDays.of(row.getLocalDate(7), f.isRate()));
                if (row.getString(3) != null) {
                  figure.add(
                      AlertDimension.valueOf(row.getString(3)),
                      row.getString(4),
                      row.getLocalDate(5),
                      new Counted(row.getLong(6), row.getLong(8)));
                }
              }
              return new Days(last, currency, figures);
            });
  }
}
