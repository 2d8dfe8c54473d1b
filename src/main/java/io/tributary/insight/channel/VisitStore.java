package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Visits, made of events day by day: since a session ends at midnight, a day needs no other. */
@ApplicationScoped
class VisitStore {
  /**
   * How long the transaction that records an event may take: events are looked for again from so
   * long before the last run, since their time of recording is taken before they are committed.
   */
  static final Duration OVERLAP = Duration.ofMinutes(10);

  /** How far visits are kept; everything is to be looked at again after a change of time zone. */
  private static final String PROGRESS =
      """
      SELECT CASE WHEN p.timezone = s.timezone THEN p.recorded_until ELSE '-infinity' END, s.timezone,
             p.timezone IS DISTINCT FROM s.timezone
      FROM insight_setting s LEFT JOIN visit_progress p ON p.one
      """;

  /** Days of time zone $3 with an event recorded in [$1, $2). */
  private static final String DAYS =
      """
      SELECT DISTINCT (occurred_at AT TIME ZONE $3)::date FROM event WHERE recorded_at >= $1 AND recorded_at < $2 ORDER BY 1
      """;

  /**
   * Makes a day's visits what its events say. A session goes on while less than 30 minutes pass; a
   * full join, see PurchaseStore.
   */
  private static final String REWRITE =
      """
      WITH step AS (
        SELECT profile_id, source_id, occurred_at AS at, kind, lower(name) AS name,
               nullif(properties #>> '{context,campaign,source}', '') AS campaign,
               occurred_at - lag(occurred_at) OVER w < interval '30 minutes' AS goes_on
        FROM event
        WHERE occurred_at >= $1::date::timestamp AT TIME ZONE $2 AND occurred_at < ($1::date + 1)::timestamp AT TIME ZONE $2
        WINDOW w AS (PARTITION BY profile_id, source_id ORDER BY occurred_at)),
      placed AS (
        SELECT *, count(*) FILTER (WHERE goes_on IS NOT TRUE)
                    OVER (PARTITION BY profile_id, source_id ORDER BY at ROWS UNBOUNDED PRECEDING) AS nth
        FROM step),
      n AS (
        SELECT profile_id, source_id, min(at) AS started_at, max(at) AS ended_at,
               (count(*) FILTER (WHERE kind = 'VIEW'))::integer AS views, count(*)::integer AS events,
               (array_agg(campaign ORDER BY at, campaign) FILTER (WHERE campaign IS NOT NULL))[1] AS campaign,
               bool_or(name = ANY (s.registration_events)) AS registered, bool_or(name = ANY (s.enquiry_events)) AS enquired
        FROM placed CROSS JOIN insight_setting s GROUP BY profile_id, source_id, nth),
      change AS MATERIALIZED (
        SELECT profile_id, started_at, source_id, n.ended_at, n.views, n.events, n.campaign, n.registered, n.enquired
        FROM (SELECT * FROM visit WHERE day = $1) v FULL JOIN n USING (profile_id, started_at, source_id)
        WHERE (v.ended_at, v.views, v.events, v.campaign, v.registered, v.enquired)
          IS DISTINCT FROM (n.ended_at, n.views, n.events, n.campaign, n.registered, n.enquired)),
      lost AS MATERIALIZED (SELECT profile_id, started_at, source_id FROM change WHERE events IS NULL),
      gone AS (
        DELETE FROM visit v USING lost n
        WHERE v.profile_id = n.profile_id AND v.started_at = n.started_at AND v.source_id = n.source_id)
      INSERT INTO visit (profile_id, started_at, source_id, day, ended_at, views, events, campaign, registered, enquired)
      SELECT profile_id, started_at, source_id, $1, ended_at, views, events, campaign, registered, enquired
      FROM change WHERE events IS NOT NULL
      ON CONFLICT (profile_id, started_at, source_id) DO UPDATE SET day = excluded.day, ended_at = excluded.ended_at,
        views = excluded.views, events = excluded.events, campaign = excluded.campaign, registered = excluded.registered,
        enquired = excluded.enquired
      """;

  /** Takes all visits away: those of another time zone's days. */
  private static final String CLEAR = "DELETE FROM visit";

  /** Everything up to $1 is kept, by days of $2. */
  private static final String REACHED =
      """
      INSERT INTO visit_progress (recorded_until, timezone) VALUES ($1, $2)
      ON CONFLICT (one) DO UPDATE SET recorded_until = excluded.recorded_until, timezone = excluded.timezone
      """;

  /** What the visits hold so far. */
  record Progress(Instant from, String timezone, boolean moved) {}

  Uni<Progress> progress(SqlConnection connection) {
    return connection
        .preparedQuery(PROGRESS)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              Instant until = row.getOffsetDateTime(0).toInstant();
              boolean never = until.isBefore(Instant.EPOCH);
              return new Progress(
                  never ? Instant.EPOCH : until.minus(OVERLAP),
                  row.getString(1),
                  row.getBoolean(2));
            });
  }

  Uni<List<LocalDate>> days(
      SqlConnection connection, Instant from, Instant until, String timezone) {
    return connection
        .preparedQuery(DAYS)
        .execute(Tuple.of(utc(from), utc(until), timezone))
        .map(
            rows -> {
              List<LocalDate> days = new ArrayList<>(rows.size());
              rows.forEach(row -> days.add(row.getLocalDate(0)));
              return days;
            });
  }

  Uni<Void> rewrite(SqlConnection connection, LocalDate day, String timezone) {
    return connection.preparedQuery(REWRITE).execute(Tuple.of(day, timezone)).replaceWithVoid();
  }

  Uni<Void> clear(SqlConnection connection) {
    return connection.preparedQuery(CLEAR).execute().replaceWithVoid();
  }

  Uni<Void> reached(SqlConnection connection, Instant until, String timezone) {
    return connection
        .preparedQuery(REACHED)
        .execute(Tuple.of(utc(until), timezone))
        .replaceWithVoid();
  }
}
