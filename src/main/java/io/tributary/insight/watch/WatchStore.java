package io.tributary.insight.watch;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Figures of days, how they are watched, and alerts. */
@ApplicationScoped
class WatchStore {
  /**
   * Figures of the last $3 whole local days before $1 and of the $2 weeks before them, by day and
   * part, with the day of the first fact of the kind; one row without a part for each figure, so
   * that a day without facts has one too. Each figure's channels make up the whole.
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
        SELECT (u.at AT TIME ZONE s.timezone)::date AS day, coalesce(e.name, e.code) AS store,
               CASE WHEN c.currency = s.currency THEN u.net ELSE 0 END AS net
        FROM terms s CROSS JOIN customer_store c JOIN store e ON e.store_id = c.store_id
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
      known AS (
        SELECT (SELECT (min(first_purchase_at) AT TIME ZONE s.timezone)::date FROM customer_purchases) AS sold,
               (SELECT min(day) FROM visit) AS visited
        FROM terms s)
      SELECT s.last, s.currency, f.figure, f.dimension, f.part, f.day, f.value::bigint,
             CASE WHEN f.figure IN ('VISITS', 'CONVERSIONS') THEN k.visited ELSE k.sold END
      FROM terms s CROSS JOIN known k CROSS JOIN (
        SELECT 'REVENUE' AS figure, 'CHANNEL' AS dimension, channel AS part, day, sum(net) AS value FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'ORDERS', 'CHANNEL', channel, day, count(*) FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'REVENUE', 'CUSTOMER_KIND', kind, day, sum(net) FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'ORDERS', 'CUSTOMER_KIND', kind, day, count(*) FROM sale GROUP BY 3, 4
        UNION ALL SELECT 'REVENUE', 'STORE', store, day, sum(net) FROM placed GROUP BY 3, 4
        UNION ALL SELECT 'ORDERS', 'STORE', store, day, count(*) FROM placed GROUP BY 3, 4
        UNION ALL
        SELECT 'REVENUE', 'CATEGORY', p.category, (u.at AT TIME ZONE s.timezone)::date, sum(u.net)
        FROM terms s CROSS JOIN customer_product c JOIN product p ON p.sku = c.sku
        CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.moments[cardinality(c.moments)] >= s.since AND u.at >= s.since AND u.at < s.until AND c.currency = s.currency
          AND p.category IS NOT NULL
        GROUP BY 3, 4
        UNION ALL
        SELECT 'RETURNING_CUSTOMERS', 'CHANNEL', channel, day, count(*)
        FROM (SELECT day, customer_id, min(channel) AS channel FROM sale WHERE kind = 'RETURNING' GROUP BY 1, 2) r GROUP BY 3, 4
        UNION ALL SELECT 'NEW_CUSTOMERS', 'CHANNEL', channel, day, count(*) FROM newcomer GROUP BY 3, 4
        UNION ALL SELECT 'NEW_CUSTOMERS', 'STORE', store, day, count(*) FROM newcomer WHERE store IS NOT NULL GROUP BY 3, 4
        UNION ALL
        SELECT 'NEW_CUSTOMERS', 'CATEGORY', category, day, count(*) FROM newcomer WHERE category IS NOT NULL GROUP BY 3, 4
        UNION ALL
        SELECT 'LAPSED_CUSTOMERS', 'CHANNEL', coalesce(g.channel, ''), (v.since AT TIME ZONE s.timezone)::date, count(*)
        FROM terms s JOIN customer_stage v ON v.since >= s.since AND v.since < s.until AND v.stage = 'LAPSING'
        LEFT JOIN customer_origin g ON g.customer_id = v.customer_id
        GROUP BY 3, 4
        UNION ALL SELECT 'VISITS', 'CHANNEL', channel, day, visits FROM visited
        UNION ALL SELECT 'CONVERSIONS', 'CHANNEL', channel, day, conversions FROM visited
        UNION ALL SELECT figure, NULL, NULL, NULL, 0 FROM figure_watch) f
      """;

  /** How figures are watched. */
  private static final String WATCHES =
      "SELECT figure, watched, spreads, below, above FROM figure_watch ORDER BY figure";

  /** Sets a watch. */
  private static final String SET =
      """
      INSERT INTO figure_watch (figure, watched, spreads, below, above) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (figure) DO UPDATE SET watched = excluded.watched, spreads = excluded.spreads, below = excluded.below,
        above = excluded.above
      RETURNING figure, watched, spreads, below, above
      """;

  /**
   * Makes the alerts of figures $1 on the days $2 to $3 what is given in $5 and after: a spell that
   * continues one from before these days prolongs its alert, others are told by theirs, which is
   * raised at $4 when there is none, and an alert that is not given any more is withdrawn. One that
   * goes on after these days keeps its end.
   */
  private static final String SETTLE =
      """
      WITH n AS MATERIALIZED (
        SELECT * FROM unnest($5::text[], $6::date[], $7::date[], $8::uuid[], $9::boolean[], $10::bigint[], $11::bigint[],
                             $12::bigint[], $13::bigint[], $14::text[], $15::text[], $16::bigint[], $17::bigint[], $18::text[],
                             $19::text[], $20::bigint[], $21::bigint[])
          n(figure, day, until_day, alert_id, high, value, usual, band_low, band_high, currency, channel, channel_value,
            channel_usual, dimension, part, part_value, part_usual)),
      continued AS (
        UPDATE figure_alert a SET until_day = greatest(a.until_day, n.until_day) FROM n
        WHERE n.day = $2 AND a.figure = n.figure AND a.high = n.high AND a.day < $2::date AND a.until_day >= $2::date - 1
          AND a.withdrawn_at IS NULL
        RETURNING a.figure),
      withdrawn AS (
        UPDATE figure_alert a SET withdrawn_at = $4
        WHERE a.figure = ANY ($1::text[]) AND a.day >= $2 AND a.day <= $3 AND a.withdrawn_at IS NULL
          AND NOT EXISTS (SELECT FROM n WHERE n.figure = a.figure AND n.day = a.day))
      INSERT INTO figure_alert AS a (figure, day, until_day, alert_id, high, value, usual, band_low, band_high, currency, channel,
                                     channel_value, channel_usual, dimension, part, part_value, part_usual, raised_at)
      SELECT figure, day, until_day, alert_id, high, value, usual, band_low, band_high, currency, channel, channel_value,
             channel_usual, dimension, part, part_value, part_usual, $4::timestamptz
      FROM n WHERE NOT (day = $2 AND figure IN (SELECT figure FROM continued))
      ON CONFLICT (figure, day) DO UPDATE SET
        until_day = CASE WHEN excluded.until_day = $3 THEN greatest(a.until_day, excluded.until_day) ELSE excluded.until_day END,
        high = excluded.high, value = excluded.value, usual = excluded.usual, band_low = excluded.band_low,
        band_high = excluded.band_high, currency = excluded.currency, channel = excluded.channel,
        channel_value = excluded.channel_value, channel_usual = excluded.channel_usual, dimension = excluded.dimension,
        part = excluded.part, part_value = excluded.part_value, part_usual = excluded.part_usual, withdrawn_at = NULL,
        raised_at = CASE WHEN a.withdrawn_at IS NULL THEN a.raised_at ELSE excluded.raised_at END
      """;

  private static final String ALERT =
      """
      alert_id, figure, day, until_day, high, value, usual, band_low, band_high, currency, channel, channel_value,
      channel_usual, raised_at, dimension, part, part_value, part_usual, withdrawn_at
      """;

  /** Alerts, newest first. */
  private static final String ALERTS =
      """
      SELECT %s FROM figure_alert WHERE $1::timestamptz IS NULL OR (raised_at, alert_id) < ($1, $2::uuid)
      ORDER BY raised_at DESC, alert_id DESC LIMIT $3
      """
          .formatted(ALERT);

  /**
   * Alerts as they were raised; the last minute's wait, since one raised earlier may commit later.
   */
  private static final String RAISED =
      """
      SELECT %s FROM figure_alert
      WHERE raised_at < clock_timestamp() - interval '1 minute'
        AND ($1::timestamptz IS NULL OR (raised_at, alert_id) > ($1, $2::uuid))
      ORDER BY raised_at, alert_id LIMIT $3
      """
          .formatted(ALERT);

  /**
   * What there is of days.
   *
   * @param last the last whole one
   */
  record Days(LocalDate last, String currency, Map<WatchedFigure, FigureDays> figures) {}

  Uni<Days> days(SqlConnection connection, Instant asOf, int weeks, int days) {
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
                        f -> FigureDays.of(row.getLocalDate(7)));
                if (row.getString(3) != null) {
                  figure.add(
                      AlertDimension.valueOf(row.getString(3)),
                      row.getString(4),
                      row.getLocalDate(5),
                      row.getLong(6));
                }
              }
              return new Days(last, currency, figures);
            });
  }

  Uni<List<FigureWatch>> watches(SqlConnection connection) {
    return connection
        .preparedQuery(WATCHES)
        .execute()
        .map(
            rows -> {
              List<FigureWatch> watches = new ArrayList<>(rows.size());
              rows.forEach(row -> watches.add(watch(row)));
              return watches;
            });
  }

  Uni<FigureWatch> set(SqlConnection connection, FigureWatch watch) {
    return connection
        .preparedQuery(SET)
        .execute(
            Tuple.of(
                watch.figure().name(),
                watch.watched(),
                watch.spreads(),
                watch.below() == null ? null : watch.below().longValue(),
                watch.above() == null ? null : watch.above().longValue()))
        .map(rows -> watch(rows.iterator().next()));
  }

  private static FigureWatch watch(Row row) {
    return new FigureWatch(
        WatchedFigure.valueOf(row.getString(0)),
        row.getBoolean(1),
        row.getDouble(2),
        real(row, 3),
        real(row, 4));
  }

  private static Double real(Row row, int at) {
    return row.getLong(at) == null ? null : row.getLong(at).doubleValue();
  }

  /** Something outside its band. */
  record Outside(
      WatchedFigure figure,
      LocalDate day,
      boolean high,
      long value,
      WatchRule.Band band,
      String currency,
      DayFigures.Part channel,
      DayFigures.Part explanation) {}

  /** Makes the alerts of figures on the days from one to another what these spells say. */
  Uni<Void> settle(
      SqlConnection connection,
      List<WatchedFigure> figures,
      LocalDate from,
      LocalDate to,
      List<Spell> spells,
      Instant now) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfString(figures.stream().map(WatchedFigure::name).toArray(String[]::new))
            .addLocalDate(from)
            .addLocalDate(to)
            .addOffsetDateTime(utc(now));
    List<Outside> first = spells.stream().map(Spell::first).toList();
    values.addArrayOfString(first.stream().map(o -> o.figure().name()).toArray(String[]::new));
    values.addArrayOfLocalDate(first.stream().map(Outside::day).toArray(LocalDate[]::new));
    values.addArrayOfLocalDate(spells.stream().map(Spell::until).toArray(LocalDate[]::new));
    values.addArrayOfUUID(first.stream().map(o -> Ids.next()).toArray(UUID[]::new));
    values.addArrayOfBoolean(first.stream().map(Outside::high).toArray(Boolean[]::new));
    values.addArrayOfLong(first.stream().map(Outside::value).toArray(Long[]::new));
    longs(values, first, o -> o.band() == null ? null : o.band().usual());
    longs(values, first, o -> o.band() == null ? null : o.band().low());
    longs(values, first, o -> o.band() == null ? null : o.band().high());
    texts(values, first, Outside::currency);
    texts(values, first, o -> o.channel() == null ? null : o.channel().name());
    longs(values, first, o -> o.channel() == null ? null : o.channel().value());
    longs(values, first, o -> o.channel() == null ? null : o.channel().usual());
    texts(values, first, o -> o.explanation() == null ? null : o.explanation().dimension().name());
    texts(values, first, o -> o.explanation() == null ? null : o.explanation().name());
    longs(values, first, o -> o.explanation() == null ? null : o.explanation().value());
    longs(values, first, o -> o.explanation() == null ? null : o.explanation().usual());
    return connection.preparedQuery(SETTLE).execute(values).replaceWithVoid();
  }

  private static void longs(Tuple values, List<Outside> of, Function<Outside, Long> column) {
    values.addArrayOfLong(of.stream().map(column).toArray(Long[]::new));
  }

  private static void texts(Tuple values, List<Outside> of, Function<Outside, String> column) {
    values.addArrayOfString(of.stream().map(column).toArray(String[]::new));
  }

  Uni<List<FigureAlert>> alerts(SqlConnection connection, FigureAlertOrder order, Paging paging) {
    OffsetDateTime beside = paging.continues() ? utc(paging.instant(0)) : null;
    return connection
        .preparedQuery(order == FigureAlertOrder.NEWEST_FIRST ? ALERTS : RAISED)
        .execute(Tuple.of(beside, paging.continues() ? paging.uuid(1) : null, paging.limit()))
        .map(
            rows -> {
              List<FigureAlert> alerts = new ArrayList<>(rows.size());
              for (Row row : rows) {
                alerts.add(
                    new FigureAlert(
                        row.getUUID(0),
                        WatchedFigure.valueOf(row.getString(1)),
                        row.getLocalDate(2),
                        row.getLocalDate(3),
                        row.getBoolean(4),
                        row.getLong(5),
                        real(row, 6),
                        real(row, 7),
                        real(row, 8),
                        row.getString(9),
                        row.getString(10),
                        real(row, 11),
                        real(row, 12),
                        row.getString(14) == null
                            ? null
                            : AlertDimension.valueOf(row.getString(14)),
                        row.getString(15),
                        real(row, 16),
                        real(row, 17),
                        row.getOffsetDateTime(13),
                        row.getOffsetDateTime(18)));
              }
              return alerts;
            });
  }
}
