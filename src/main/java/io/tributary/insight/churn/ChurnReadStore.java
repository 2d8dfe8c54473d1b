package io.tributary.insight.churn;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Levels, warnings and activity, to read; and the setting. */
@ApplicationScoped
class ChurnReadStore {
  private static final String LEVEL =
      """
      v.customer_id, v.level, v.reasons::text, v.days, v.gap, v.alive, v.lost_minor, v.currency, v.as_of, v.computed_at,
      s.churn_next_steps[array_position(ARRAY['WATCH', 'RISK', 'LOST'], v.level)]
      """;

  /** Stored levels, and whether one without bought anything. */
  private static final String STORED =
      """
      SELECT %s, c.id, p.customer_id IS NOT NULL, c.id = ANY (ARRAY(SELECT customer_id FROM limited_customer))
      FROM unnest($1::uuid[]) c(id) CROSS JOIN insight_setting s LEFT JOIN customer_purchases p ON p.customer_id = c.id
      LEFT JOIN customer_churn v ON v.customer_id = c.id
      """
          .formatted(LEVEL);

  /**
   * Customers at some levels, those whose loss would be greatest first; beside each the last run
   * that ended, which stands alone where nobody is at risk.
   */
  private static final String AT_RISK =
      """
      SELECT v.*, r.as_of, r.computed_at, r.customers
      FROM (VALUES (1)) one
      LEFT JOIN (
        SELECT as_of, computed_at, customers FROM churn_run WHERE customers IS NOT NULL
        ORDER BY as_of DESC, run_id DESC LIMIT 1) r ON true
      LEFT JOIN (
        SELECT %s, coalesce(v.lost_minor, 0) AS lost FROM customer_churn v CROSS JOIN insight_setting s
        WHERE v.level <> 'NONE' AND v.level = ANY ($1)
          AND ($2::bigint IS NULL OR (coalesce(v.lost_minor, 0), v.customer_id) < ($2, $3::uuid))
        ORDER BY coalesce(v.lost_minor, 0) DESC, v.customer_id DESC LIMIT $4) v ON true
      ORDER BY v.lost DESC, v.customer_id DESC
      """
          .formatted(LEVEL);

  /** Buyers by an instant, those first who have spent most. */
  private static final String BIGGEST =
      """
      SELECT customer_id FROM customer_purchases WHERE first_purchase_at < $1 ORDER BY net_minor DESC, customer_id LIMIT $2
      """;

  private static final String WARNING =
      """
      v.event_id, v.customer_id, v.level, v.raised_at, v.reasons::text, v.recorded_at,
      s.churn_next_steps[array_position(ARRAY['WATCH', 'RISK', 'LOST'], v.level)]
      """;

  /** Warnings, newest first. */
  private static final String WARNINGS =
      """
      SELECT %s FROM churn_event v CROSS JOIN insight_setting s
      WHERE ($1::timestamptz IS NULL OR (raised_at, event_id) < ($1, $2::uuid))
        AND ($4::timestamptz IS NULL OR raised_at <= $4)
      ORDER BY raised_at DESC, event_id DESC LIMIT $3
      """
          .formatted(WARNING);

  /**
   * Warnings as they were written. The last minute's wait: a transaction that wrote one earlier may
   * commit later, and whoever had read on would never see it.
   */
  private static final String RECORDED =
      """
      SELECT %s FROM churn_event v CROSS JOIN insight_setting s
      WHERE recorded_at < clock_timestamp() - interval '1 minute'
        AND ($1::timestamptz IS NULL OR (recorded_at, event_id) > ($1, $2::uuid))
        AND ($4::timestamptz IS NULL OR raised_at <= $4)
      ORDER BY recorded_at, event_id LIMIT $3
      """
          .formatted(WARNING);

  /**
   * Who was active at $1 and at $2. The window $3 is the one asked for, else the setting, else the
   * smallest that holds nine of ten gaps between purchases up to $2: as the last night's run found
   * it, or where there is none by the days in the order of their index. Days are those of time zone
   * $4, or where it is null the stored ones. A stored day lies in a window as a whole unless a
   * bound cuts it, and only then its instants are looked at; who had bought, and how often, is in
   * the totals of all who bought nothing since.
   */
  private static final String ACTIVITY =
      """
      WITH terms AS MATERIALIZED (
        SELECT coalesce($4::text, s.timezone) AS timezone, coalesce($3::integer, s.churn_window, (
          SELECT active_days FROM churn_run
          WHERE as_of <= $2 AND as_of > $2::timestamptz - interval '1 day' AND $4 IS NULL
          ORDER BY as_of DESC, run_id DESC LIMIT 1), (
          SELECT coalesce(min(w), 365) FROM unnest(ARRAY[30, 60, 90, 120, 180, 365]) w
          WHERE w >= (SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE days > 0) FROM (
            SELECT day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS days
            FROM customer_purchase_day WHERE first_at < $2 AND $4 IS NULL
            UNION ALL
            SELECT day - lag(day) OVER (PARTITION BY customer_id ORDER BY day)
            FROM (
              SELECT DISTINCT d.customer_id, (at AT TIME ZONE $4)::date AS day
              FROM customer_purchase_day d CROSS JOIN LATERAL unnest(d.moments) at
              WHERE d.first_at < $2 AND at < $2 AND $4 IS NOT NULL) o) g))) AS days
        FROM insight_setting s),
      bound AS MATERIALIZED (
        SELECT timezone, days, (($1::timestamptz AT TIME ZONE timezone) - make_interval(days => days)) AT TIME ZONE timezone AS start,
               (($2::timestamptz AT TIME ZONE timezone) - make_interval(days => days)) AT TIME ZONE timezone AS finish
        FROM terms),
      active AS (
        SELECT customer_id, bool_or(before) AS before, bool_or(after) AS after
        FROM (
          SELECT d.customer_id,
                 CASE WHEN d.first_at >= b.start THEN d.first_at < $1
                      WHEN d.moments[cardinality(d.moments)] < b.start THEN false
                      ELSE EXISTS (SELECT FROM unnest(d.moments) at WHERE at >= b.start AND at < $1) END AS before,
                 CASE WHEN d.first_at >= b.finish THEN true
                      WHEN d.moments[cardinality(d.moments)] < b.finish THEN false
                      ELSE EXISTS (SELECT FROM unnest(d.moments) at WHERE at >= b.finish AND at < $2) END AS after
          FROM customer_purchase_day d CROSS JOIN bound b
          WHERE d.first_at < $2 AND d.first_at >= least(b.start, b.finish) - interval '1 day') n
        WHERE before OR after GROUP BY 1),
      made AS (
        SELECT count(*) AS customers, sum(orders) FILTER (WHERE last_purchase_at < $2) AS orders
        FROM customer_purchases WHERE first_purchase_at < $2),
      cut AS (
        SELECT sum(orders_before(d.orders, d.moments, $2)) AS orders
        FROM customer_purchases p JOIN customer_purchase_day d ON d.customer_id = p.customer_id
        WHERE p.first_purchase_at < $2 AND p.last_purchase_at >= $2 AND d.first_at < $2)
      SELECT b.timezone, b.days, m.customers::integer, (coalesce(m.orders, 0) + coalesce(c.orders, 0))::integer,
             (count(*) FILTER (WHERE a.before))::integer,
             (count(*) FILTER (WHERE a.after))::integer,
             (count(*) FILTER (WHERE a.after AND NOT a.before AND p.first_purchase_at >= $1))::integer,
             (count(*) FILTER (WHERE a.after AND NOT a.before AND p.first_purchase_at < $1))::integer,
             (count(*) FILTER (WHERE a.before AND NOT a.after))::integer
      FROM bound b CROSS JOIN made m CROSS JOIN cut c
      LEFT JOIN active a JOIN customer_purchases p ON p.customer_id = a.customer_id ON true
      GROUP BY b.timezone, b.days, m.customers, m.orders, c.orders
      """;

  /** The setting. */
  private static final String SETTINGS =
      "SELECT churn_window, churn_next_steps FROM insight_setting";

  /** Sets it. */
  private static final String SET =
      """
      UPDATE insight_setting SET churn_window = $1, churn_next_steps = ARRAY(
        SELECT CASE WHEN l = ANY ($2::text[]) THEN ($3::text[])[array_position($2::text[], l)] ELSE churn_next_steps[i] END
        FROM unnest(ARRAY['WATCH', 'RISK', 'LOST']) WITH ORDINALITY level(l, i) ORDER BY i)
      RETURNING churn_window, churn_next_steps
      """;

  Uni<Map<UUID, Churn>> stored(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(STORED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Churn> found = new HashMap<>();
              for (Row row : rows) {
                UUID id = row.getUUID(11);
                ChurnAbsence absence =
                    row.getBoolean(13)
                        ? ChurnAbsence.LIMITED
                        : row.getBoolean(12)
                            ? ChurnAbsence.NOT_COMPUTED
                            : ChurnAbsence.NO_PURCHASES;
                found.put(id, row.getUUID(0) == null ? Churn.none(id, absence) : churn(row));
              }
              return found;
            });
  }

  private static Churn churn(Row row) {
    Long lost = row.getLong(6);
    return new Churn(
        row.getUUID(0),
        ChurnLevel.valueOf(row.getString(1)),
        null,
        ChurnStore.reasons(row.getString(2)),
        row.getString(10),
        row.getInteger(3),
        row.getDouble(4),
        row.getDouble(5),
        lost == null ? null : new Money(lost, row.getString(7)),
        row.getOffsetDateTime(8),
        row.getOffsetDateTime(9));
  }

  /** Customers at risk as they are stored. */
  Uni<AtRisk> atRisk(SqlConnection connection, Collection<ChurnLevel> levels, Paging paging) {
    return connection
        .preparedQuery(AT_RISK)
        .execute(
            Tuple.of(
                levels.stream().map(ChurnLevel::name).toArray(String[]::new),
                paging.continues() ? paging.number(0) : null,
                paging.continues() ? paging.uuid(1) : null,
                paging.limit()))
        .map(
            rows -> {
              List<Churn> found = new ArrayList<>(rows.size());
              Row any = rows.iterator().next();
              for (Row row : rows) {
                if (row.getUUID(0) != null) {
                  found.add(churn(row));
                }
              }
              return new AtRisk(
                  any.getOffsetDateTime(12), any.getOffsetDateTime(13), any.getInteger(14), found);
            });
  }

  /** Buyers by an instant, up to so many; of more those who have spent most. */
  Uni<List<UUID>> biggest(SqlConnection connection, Instant asOf, int most) {
    return connection
        .preparedQuery(BIGGEST)
        .execute(Tuple.of(utc(asOf), most))
        .map(
            rows -> {
              List<UUID> buyers = new ArrayList<>(rows.size());
              rows.forEach(row -> buyers.add(row.getUUID(0)));
              return buyers;
            });
  }

  /** Warnings; asOf null for all of them. */
  Uni<List<ChurnWarning>> warnings(
      SqlConnection connection, ChurnWarningOrder order, Instant asOf, Paging paging) {
    OffsetDateTime beside = paging.continues() ? utc(paging.instant(0)) : null;
    return connection
        .preparedQuery(order == ChurnWarningOrder.NEWEST_FIRST ? WARNINGS : RECORDED)
        .execute(
            Tuple.of(
                beside,
                paging.continues() ? paging.uuid(1) : null,
                paging.limit(),
                asOf == null ? null : utc(asOf)))
        .map(
            rows -> {
              List<ChurnWarning> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                found.add(
                    new ChurnWarning(
                        row.getUUID(0),
                        row.getUUID(1),
                        ChurnLevel.valueOf(row.getString(2)),
                        row.getOffsetDateTime(3),
                        ChurnStore.reasons(row.getString(4)),
                        row.getString(6),
                        row.getOffsetDateTime(5)));
              }
              return found;
            });
  }

  Uni<ActivityReport> activity(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      Integer activeDays,
      ZoneId zone,
      Instant now) {
    return connection
        .preparedQuery(ACTIVITY)
        .execute(Tuple.of(utc(from), utc(asOf), activeDays, zone == null ? null : zone.getId()))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new ActivityReport(
                    utc(from),
                    utc(asOf),
                    utc(now),
                    row.getString(0),
                    row.getInteger(1),
                    row.getInteger(2),
                    row.getInteger(3),
                    row.getInteger(4),
                    row.getInteger(5),
                    row.getInteger(6),
                    row.getInteger(7),
                    row.getInteger(8)));
  }

  Uni<ChurnSettings> settings(SqlConnection connection) {
    return connection
        .preparedQuery(SETTINGS)
        .execute()
        .map(rows -> settings(rows.iterator().next()));
  }

  Uni<ChurnSettings> set(
      SqlConnection connection, Integer activeDays, List<ChurnNextStepInput> nextSteps) {
    return connection
        .preparedQuery(SET)
        .execute(
            Tuple.of(activeDays)
                .addArrayOfString(
                    nextSteps.stream().map(step -> step.level().name()).toArray(String[]::new))
                .addArrayOfString(
                    nextSteps.stream().map(ChurnNextStepInput::step).toArray(String[]::new)))
        .map(rows -> settings(rows.iterator().next()));
  }

  private static ChurnSettings settings(Row row) {
    String[] steps = row.getArrayOfStrings(1);
    List<ChurnNextStep> said = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] != null) {
        said.add(new ChurnNextStep(ChurnLevel.values()[i + 1], steps[i]));
      }
    }
    return new ChurnSettings(row.getInteger(0), said);
  }
}
