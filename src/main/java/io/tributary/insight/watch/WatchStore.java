package io.tributary.insight.watch;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** How figures are watched, and alerts. */
@ApplicationScoped
class WatchStore {
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

  private static final String ALERT =
      """
      alert_id, figure, day, until_day, high, value, usual, band_low, band_high, currency, channel, channel_value,
      channel_usual, raised_at, dimension, part, part_value, part_usual, withdrawn_at
      """;

  /**
   * Makes the alerts of figures $1 on the days $2 to $3 what is given in $5 and after: a spell that
   * continues one from before these days prolongs its alert, others are told by theirs, which is
   * raised at $4 when there is none, and an alert that is not given any more is withdrawn. One that
   * goes on after these days keeps its end. Answers those that it told of.
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
      RETURNING %s
      """
          .formatted(ALERT);

  /** Alerts, newest first. */
  private static final String ALERTS =
      """
      SELECT %s FROM figure_alert
      WHERE ($1::timestamptz IS NULL OR (raised_at, alert_id) < ($1, $2::uuid))
        AND ($4::timestamptz IS NULL OR day < ($4 AT TIME ZONE (SELECT timezone FROM insight_setting))::date)
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
        AND ($4::timestamptz IS NULL OR day < ($4 AT TIME ZONE (SELECT timezone FROM insight_setting))::date)
      ORDER BY raised_at, alert_id LIMIT $3
      """
          .formatted(ALERT);

  /** Alerts raised at $1 or later; there are at most some for each figure and run. */
  private static final String SINCE =
      "SELECT %s FROM figure_alert WHERE raised_at >= $1 ORDER BY raised_at, alert_id LIMIT 1000"
          .formatted(ALERT);

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
                watch.figure().kept(watch.below()),
                watch.figure().kept(watch.above())))
        .map(rows -> watch(rows.iterator().next()));
  }

  private static FigureWatch watch(Row row) {
    WatchedFigure figure = WatchedFigure.valueOf(row.getString(0));
    return new FigureWatch(
        figure,
        row.getBoolean(1),
        row.getDouble(2),
        figure.shown(row.getLong(3)),
        figure.shown(row.getLong(4)));
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

  /**
   * Makes the alerts of figures on the days from one to another what these spells say; answers
   * those that were raised by it.
   */
  Uni<List<FigureAlert>> settle(
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
    return connection
        .preparedQuery(SETTLE)
        .execute(values)
        .map(
            rows ->
                alerts(rows).stream()
                    .filter(alert -> alert.raisedAt().toInstant().equals(micros(now)))
                    .toList());
  }

  private static void longs(Tuple values, List<Outside> of, Function<Outside, Long> column) {
    values.addArrayOfLong(of.stream().map(column).toArray(Long[]::new));
  }

  private static void texts(Tuple values, List<Outside> of, Function<Outside, String> column) {
    values.addArrayOfString(of.stream().map(column).toArray(String[]::new));
  }

  /** Alerts; asOf null for those of all days. */
  Uni<List<FigureAlert>> alerts(
      SqlConnection connection, FigureAlertOrder order, Instant asOf, Paging paging) {
    OffsetDateTime beside = paging.continues() ? utc(paging.instant(0)) : null;
    return connection
        .preparedQuery(order == FigureAlertOrder.NEWEST_FIRST ? ALERTS : RAISED)
        .execute(
            Tuple.of(
                beside,
                paging.continues() ? paging.uuid(1) : null,
                paging.limit(),
                asOf == null ? null : utc(asOf)))
        .map(WatchStore::alerts);
  }

  /** Alerts that were raised at an instant or later, the earliest first. */
  Uni<List<FigureAlert>> raisedSince(SqlConnection connection, Instant since) {
    return connection.preparedQuery(SINCE).execute(Tuple.of(utc(since))).map(WatchStore::alerts);
  }

  private static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private static List<FigureAlert> alerts(RowSet<Row> rows) {
    List<FigureAlert> alerts = new ArrayList<>(rows.size());
    rows.forEach(row -> alerts.add(alert(row)));
    return alerts;
  }

  private static FigureAlert alert(Row row) {
    WatchedFigure figure = WatchedFigure.valueOf(row.getString(1));
    return new FigureAlert(
        row.getUUID(0),
        figure,
        row.getLocalDate(2),
        row.getLocalDate(3),
        row.getBoolean(4),
        figure.shown(row.getLong(5)),
        figure.shown(row.getLong(6)),
        figure.shown(row.getLong(7)),
        figure.shown(row.getLong(8)),
        row.getString(9),
        row.getString(10),
        figure.shown(row.getLong(11)),
        figure.shown(row.getLong(12)),
        row.getString(14) == null ? null : AlertDimension.valueOf(row.getString(14)),
        row.getString(15),
        figure.shown(row.getLong(16)),
        figure.shown(row.getLong(17)),
        row.getOffsetDateTime(13),
        row.getOffsetDateTime(18));
  }
}
