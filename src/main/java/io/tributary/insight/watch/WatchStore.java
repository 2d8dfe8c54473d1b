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

/** Figures of days, how they are watched, and alerts. */
@ApplicationScoped
class WatchStore {
  /**
   * Figures of the last whole local day before $1 and of the same weekday of $2 weeks before, by
   * channel, with how many of these weeks lie after the first fact; one row without a channel for
   * each figure, so that a day without facts has one too.
   */
  private static final String DAYS =
      """
      WITH target AS (SELECT ($1::timestamptz AT TIME ZONE timezone)::date - 1 AS day, timezone, currency FROM insight_terms),
      bound AS (
        SELECT week, (day - 7 * week)::timestamp AT TIME ZONE timezone AS since,
               (day - 7 * week + 1)::timestamp AT TIME ZONE timezone AS until, day - 7 * week AS day, currency
        FROM target CROSS JOIN generate_series(0, $2::integer) week),
      sale AS (
        SELECT b.week, c.channel, count(*) AS orders, coalesce(sum(u.net) FILTER (WHERE c.currency = b.currency), 0)::bigint AS net
        FROM customer_channel c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        JOIN bound b ON u.at >= b.since AND u.at < b.until
        WHERE c.moments[cardinality(c.moments)] >= (SELECT min(since) FROM bound)
        GROUP BY 1, 2),
      newcomer AS (
        SELECT b.week, coalesce(g.channel, '') AS channel, count(*) AS customers
        FROM bound b JOIN customer_purchases t ON t.first_purchase_at >= b.since AND t.first_purchase_at < b.until
        LEFT JOIN customer_origin g ON g.customer_id = t.customer_id
        GROUP BY 1, 2),
      visited AS (
        SELECT b.week, coalesce(v.campaign, s.name) AS channel, count(*) AS visits
        FROM bound b JOIN visit v ON v.day = b.day JOIN source s ON s.source_id = v.source_id GROUP BY 1, 2),
      known AS (
        SELECT t.day, t.currency, least($2, (t.day - (min(p.first_purchase_at) AT TIME ZONE t.timezone)::date) / 7) AS sold,
               (SELECT least($2, (t.day - min(day)) / 7) FROM visit) AS visited
        FROM target t LEFT JOIN customer_purchases p ON true GROUP BY t.day, t.currency, t.timezone)
      SELECT k.day, k.currency, f.figure, f.week, f.channel, f.value, coalesce(CASE f.figure WHEN 'VISITS' THEN k.visited ELSE k.sold END, 0)
      FROM known k CROSS JOIN (
        SELECT 'REVENUE' AS figure, week, channel, net AS value FROM sale
        UNION ALL SELECT 'ORDERS', week, channel, orders FROM sale
        UNION ALL SELECT 'NEW_CUSTOMERS', week, channel, customers FROM newcomer
        UNION ALL SELECT 'VISITS', week, channel, visits FROM visited
        UNION ALL SELECT figure, 0, NULL, 0 FROM figure_watch) f
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
   * Raises an alert, unless one on that side holds that day or held the day before, which is then
   * continued.
   */
  private static final String RAISE =
      """
      WITH continued AS (
        UPDATE figure_alert SET until_day = greatest(until_day, $2::date)
        WHERE figure = $1 AND high = $4 AND day <= $2 AND until_day >= $2::date - 1
        RETURNING 1)
      INSERT INTO figure_alert (figure, day, until_day, alert_id, high, value, usual, band_low, band_high, currency, channel,
                                channel_value, channel_usual, raised_at)
      SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 WHERE NOT EXISTS (SELECT FROM continued)
      ON CONFLICT (figure, day) DO NOTHING
      """;

  /** Alerts, newest first. */
  private static final String ALERTS =
      """
      SELECT alert_id, figure, day, until_day, high, value, usual, band_low, band_high, currency, channel, channel_value,
             channel_usual, raised_at
      FROM figure_alert WHERE $1::timestamptz IS NULL OR (raised_at, alert_id) < ($1, $2::uuid)
      ORDER BY raised_at DESC, alert_id DESC LIMIT $3
      """;

  /** What there is of a day. */
  record Day(LocalDate day, String currency, Map<WatchedFigure, DayFigures> figures) {}

  Uni<Day> day(SqlConnection connection, Instant asOf, int weeks) {
    return connection
        .preparedQuery(DAYS)
        .execute(Tuple.of(utc(asOf), weeks))
        .map(
            rows -> {
              LocalDate day = null;
              String currency = null;
              Map<WatchedFigure, DayFigures> figures = new EnumMap<>(WatchedFigure.class);
              for (Row row : rows) {
                day = row.getLocalDate(0);
                currency = row.getString(1);
                int known = Math.max(0, row.getInteger(6));
                DayFigures figure =
                    figures.computeIfAbsent(
                        WatchedFigure.valueOf(row.getString(2)), f -> DayFigures.of(known));
                if (row.getString(4) != null) {
                  figure.add(row.getString(4), row.getInteger(3), row.getLong(5));
                }
              }
              return new Day(day, currency, figures);
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
      DayFigures.Part explanation) {}

  Uni<Void> raise(SqlConnection connection, List<Outside> outside, Instant now) {
    if (outside.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    OffsetDateTime at = utc(now);
    return connection
        .preparedQuery(RAISE)
        .executeBatch(outside.stream().map(one -> values(one, at)).toList())
        .replaceWithVoid();
  }

  private static Tuple values(Outside one, OffsetDateTime at) {
    WatchRule.Band band = one.band();
    DayFigures.Part part = one.explanation();
    return Tuple.of(one.figure().name(), one.day(), Ids.next(), one.high(), one.value())
        .addLong(band == null ? null : band.usual())
        .addLong(band == null ? null : band.low())
        .addLong(band == null ? null : band.high())
        .addString(one.currency())
        .addString(part == null ? null : part.channel())
        .addLong(part == null ? null : part.value())
        .addLong(part == null ? null : part.usual())
        .addOffsetDateTime(at);
  }

  Uni<List<FigureAlert>> alerts(SqlConnection connection, Paging paging) {
    OffsetDateTime before = paging.continues() ? utc(paging.instant(0)) : null;
    return connection
        .preparedQuery(ALERTS)
        .execute(Tuple.of(before, paging.continues() ? paging.uuid(1) : null, paging.limit()))
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
                        row.getOffsetDateTime(13)));
              }
              return alerts;
            });
  }
}
