package io.tributary.insight.lifecycle;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Stages of customers. */
@ApplicationScoped
class LifecycleStore {
  private static final int MOST_CHANGES = 50;

  /**
   * The windows of activity: those of the runs of refresh-churn from which on it was another, and
   * in a row without an instant the setting, else 365.
   */
  private static final String WINDOWS =
      """
      SELECT as_of, active_days FROM (
        SELECT as_of, run_id, active_days, lag(active_days) OVER (ORDER BY as_of, run_id) AS before FROM churn_run) r
      WHERE active_days IS DISTINCT FROM before
      UNION ALL SELECT NULL, coalesce(churn_window, 365) FROM insight_setting
      ORDER BY 1
      """;

  /**
   * What is known of customers; one that was merged away is missing. When they bought is read by
   * channel, of which they have few: their days are as many rows as they bought on.
   */
  private static final String FACTS =
      """
      WITH bought AS (
        SELECT d.customer_id, min(d.day) AS first_day, array_agg(d.at ORDER BY d.at) AS days
        FROM (
          SELECT h.customer_id, (u.at AT TIME ZONE s.timezone)::date AS day, min(u.at) AS at
          FROM customer_channel h CROSS JOIN insight_setting s CROSS JOIN LATERAL unnest(h.moments) u(at)
          WHERE h.customer_id = ANY ($1) GROUP BY 1, 2) d
        GROUP BY 1)
      SELECT c.customer_id,
             coalesce((SELECT min(p.first_seen_at) FROM profile p WHERE p.customer_id = c.customer_id), c.created_at),
             (SELECT min(t.touched_at) FROM customer_touch t WHERE t.customer_id = c.customer_id), b.days,
             (SELECT min(t.touched_at) FROM customer_touch t
              WHERE t.customer_id = c.customer_id AND (t.touched_at AT TIME ZONE s.timezone)::date > b.first_day)
      FROM customer c CROSS JOIN insight_setting s LEFT JOIN bought b ON b.customer_id = c.customer_id
      WHERE c.customer_id = ANY ($1) AND c.merged_into IS NULL AND c.erased_at IS NULL
      """;

  /** Makes the stages of customers $1 what is given; a full join, see PurchaseStore. */
  private static final String REWRITE =
      """
      WITH change AS MATERIALIZED (
        SELECT customer_id, since, n.stage
        FROM (SELECT * FROM customer_stage WHERE customer_id = ANY ($1)) v
        FULL JOIN unnest($2::uuid[], $3::timestamptz[], $4::text[]) n(customer_id, since, stage) USING (customer_id, since)
        WHERE v.stage IS DISTINCT FROM n.stage),
      lost AS MATERIALIZED (SELECT customer_id, since FROM change WHERE stage IS NULL),
      gone AS (DELETE FROM customer_stage v USING lost n WHERE v.customer_id = n.customer_id AND v.since = n.since)
      INSERT INTO customer_stage (customer_id, since, stage)
      SELECT customer_id, since, stage FROM change WHERE stage IS NOT NULL
      ON CONFLICT (customer_id, since) DO UPDATE SET stage = excluded.stage
      """;

  /** The latest changes of customers up to an instant. */
  private static final String OF_CUSTOMERS =
      """
      SELECT c.id, v.stage, v.since FROM unnest($1::uuid[]) c(id) CROSS JOIN LATERAL (
        SELECT stage, since FROM customer_stage WHERE customer_id = c.id AND since <= $2
        ORDER BY since DESC LIMIT $3) v
      ORDER BY c.id, v.since DESC
      """;

  /** Customers by their stage at $1 (null when it is null, or nothing was known) and at $2. */
  private static final String FLOWS =
      """
      SELECT before, after, count(*)::integer FROM (
        SELECT (array_agg(stage ORDER BY since DESC) FILTER (WHERE since <= $1::timestamptz))[1] AS before,
               (array_agg(stage ORDER BY since DESC))[1] AS after
        FROM customer_stage WHERE since <= $2 GROUP BY customer_id) s
      GROUP BY 1, 2
      """;

  Uni<ActiveWindows> windows(SqlConnection connection) {
    return connection
        .preparedQuery(WINDOWS)
        .execute()
        .map(
            rows -> {
              TreeMap<Instant, Duration> from = new TreeMap<>();
              Duration before = null;
              for (Row row : rows) {
                Duration window = Duration.ofDays(row.getInteger(1));
                if (row.getOffsetDateTime(0) == null) {
                  before = window;
                } else {
                  from.put(row.getOffsetDateTime(0).toInstant(), window);
                }
              }
              return new ActiveWindows(from, before);
            });
  }

  Uni<List<LifecycleRule.Facts>> facts(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(FACTS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<LifecycleRule.Facts> facts = new ArrayList<>(rows.size());
              for (Row row : rows) {
                OffsetDateTime[] days = row.getArrayOfOffsetDateTimes(3);
                facts.add(
                    new LifecycleRule.Facts(
                        row.getUUID(0),
                        row.getOffsetDateTime(1).toInstant(),
                        instant(row.getOffsetDateTime(2)),
                        days == null
                            ? List.of()
                            : Arrays.stream(days).map(OffsetDateTime::toInstant).toList(),
                        instant(row.getOffsetDateTime(4))));
              }
              return facts;
            });
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  /** A row of customer_stage. */
  record Entered(UUID customer, Instant since, LifecycleStage stage) {}

  Uni<Void> rewrite(SqlConnection connection, List<UUID> customers, List<Entered> stages) {
    return connection
        .preparedQuery(REWRITE)
        .execute(
            Tuple.of(customers.toArray(UUID[]::new))
                .addArrayOfUUID(stages.stream().map(Entered::customer).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(
                    stages.stream().map(s -> utc(s.since())).toArray(OffsetDateTime[]::new))
                .addArrayOfString(
                    stages.stream().map(s -> s.stage().name()).toArray(String[]::new)))
        .replaceWithVoid();
  }

  Uni<Map<UUID, List<StageChange>>> changes(
      SqlConnection connection, List<UUID> customers, Instant asOf) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(asOf), MOST_CHANGES))
        .map(
            rows -> {
              Map<UUID, List<StageChange>> changes = new HashMap<>();
              for (Row row : rows) {
                changes
                    .computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
                    .add(
                        new StageChange(
                            LifecycleStage.valueOf(row.getString(1)), row.getOffsetDateTime(2)));
              }
              return changes;
            });
  }

  /**
   * Customers by stage.
   *
   * @param from the earlier instant; null leaves the earlier stage null
   */
  Uni<List<StageFlow>> flows(SqlConnection connection, Instant from, Instant asOf) {
    return connection
        .preparedQuery(FLOWS)
        .execute(Tuple.of(utc(from), utc(asOf)))
        .map(
            rows -> {
              List<StageFlow> flows = new ArrayList<>(rows.size());
              for (Row row : rows) {
                String before = row.getString(0);
                flows.add(
                    new StageFlow(
                        before == null ? null : LifecycleStage.valueOf(before),
                        LifecycleStage.valueOf(row.getString(1)),
                        row.getInteger(2)));
              }
              return flows;
            });
  }
}
