package io.tributary.insight.churn;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What facts say of customers, their levels, and the warnings given. */
@ApplicationScoped
class ChurnStore {
  /** Where levels are, one for each customer. */
  static final String TABLE = "customer_churn";

  /**
   * The usual gap of all, in a row without a channel, and of first channels with enough of them.
   */
  static final String USUAL_GAPS =
      """
      SELECT g.channel, percentile_cont(0.9) WITHIN GROUP (ORDER BY p.days)
      FROM (
        SELECT customer_id, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS days
        FROM (SELECT DISTINCT customer_id, day FROM customer_purchase_day WHERE first_at < $1::timestamptz) o) p
      JOIN customer_origin g ON g.customer_id = p.customer_id
      WHERE p.days IS NOT NULL
      GROUP BY GROUPING SETS ((), (g.channel))
      HAVING grouping(g.channel) = 1 OR count(*) >= 100
      ORDER BY grouping(g.channel) DESC, g.channel
      """;

  /**
   * What facts say of customers $2 at $1, and whether they bought before $3. A complaint is an
   * event with that word in its name, a low rating a comment whose rating is 2 or less; both count
   * since the last purchase, for a year.
   */
  private static final String SEEN =
      """
      WITH bought AS (
        SELECT DISTINCT d.customer_id, d.day FROM customer_purchase_day d
        WHERE d.first_at < $1::timestamptz AND d.customer_id = ANY ($2)),
      last AS (
        SELECT d.customer_id,
               max(CASE WHEN d.moments[cardinality(d.moments)] < $1 THEN d.moments[cardinality(d.moments)]
                        ELSE (SELECT max(at) FROM unnest(d.moments) at WHERE at < $1) END) AS at
        FROM customer_purchase_day d WHERE d.customer_id = ANY ($2) AND d.first_at < $1 GROUP BY 1),
      unhappy AS (
        SELECT p.customer_id, count(*) FILTER (WHERE e.name ILIKE '%complaint%')::integer AS complaints,
               count(*) FILTER (WHERE e.name NOT ILIKE '%complaint%')::integer AS low_ratings
        FROM last l JOIN profile p ON p.customer_id = l.customer_id
        JOIN event e ON e.profile_id = p.profile_id AND e.occurred_at > l.at
        WHERE e.occurred_at >= $1 - interval '365 days' AND e.occurred_at < $1
          AND (e.name ILIKE '%complaint%' OR (e.kind = 'COMMENT' AND CASE
                 WHEN e.properties ->> 'rating' ~ '^[0-9]{1,3}([.][0-9]+)?$' THEN (e.properties ->> 'rating')::numeric <= 2
                 ELSE false END))
        GROUP BY 1)
      SELECT g.customer_id, ($1 AT TIME ZONE s.timezone)::date - max(g.day), o.channel, coalesce(u.complaints, 0),
             coalesce(u.low_ratings, 0), array_agg(g.day - date '1970-01-01' ORDER BY g.day),
             EXISTS (SELECT FROM customer_purchase_day d CROSS JOIN LATERAL unnest(d.moments) at
                     WHERE d.customer_id = g.customer_id AND d.first_at < $3::timestamptz AND at >= $1 AND at < $3)
      FROM bought g CROSS JOIN insight_setting s LEFT JOIN customer_origin o ON o.customer_id = g.customer_id
      LEFT JOIN unhappy u ON u.customer_id = g.customer_id
      WHERE NOT EXISTS (SELECT FROM customer k WHERE k.customer_id = g.customer_id AND k.erased_at IS NOT NULL)
        AND NOT g.customer_id = ANY (ARRAY(SELECT customer_id FROM limited_customer))
      GROUP BY g.customer_id, s.timezone, o.channel, u.complaints, u.low_ratings
      """;

  /**
   * Writes levels, and a warning where one rose that was not given within 30 days; a level for a
   * later instant stays, and nothing is warned of then.
   */
  private static final String WRITE =
      """
      WITH n AS MATERIALIZED (
        SELECT * FROM unnest($4::uuid[], $5::text[], $6::integer[], $7::double precision[], $8::double precision[],
                             $9::integer[], $10::integer[], $11::bigint[], $12::text[], $13::text[])
          n(id, level, days, gap, alive, complaints, low, lost, currency, reasons)),
      gone AS (
        DELETE FROM customer_churn v WHERE v.customer_id = ANY ($1) AND v.as_of <= $2 AND NOT v.customer_id = ANY ($4)),
      raised AS (
        INSERT INTO churn_event (customer_id, event_id, level, raised_at, reasons)
        SELECT n.id, gen_random_uuid(), n.level, $2, n.reasons::jsonb
        FROM n LEFT JOIN customer_churn v ON v.customer_id = n.id
        WHERE array_position(ARRAY['NONE', 'WATCH', 'RISK', 'LOST'], n.level)
                > coalesce(array_position(ARRAY['NONE', 'WATCH', 'RISK', 'LOST'], v.level), 1)
          AND (v.as_of IS NULL OR v.as_of <= $2)
          AND NOT EXISTS (
            SELECT FROM churn_event e WHERE e.customer_id = n.id AND e.level = n.level
              AND e.raised_at > $2::timestamptz - interval '30 days'))
      INSERT INTO customer_churn AS v (customer_id, as_of, computed_at, level, days, gap, alive, complaints,
                                       low_ratings, lost_minor, currency, reasons)
      SELECT id, $2, $3, level, days, gap, alive, complaints, low, lost, currency, reasons::jsonb FROM n
      ON CONFLICT (customer_id) DO UPDATE SET as_of = excluded.as_of, computed_at = excluded.computed_at,
        level = excluded.level, days = excluded.days, gap = excluded.gap,
        alive = excluded.alive, complaints = excluded.complaints, low_ratings = excluded.low_ratings,
        lost_minor = excluded.lost_minor, currency = excluded.currency, reasons = excluded.reasons
      WHERE v.as_of <= excluded.as_of
      """;

  /** The buyers after one, in the order of their ids. */
  private static final String NEXT =
      """
      SELECT customer_id FROM customer_purchases WHERE customer_id > $1 ORDER BY customer_id LIMIT $2
      """;

  /** A usual gap; channel is null for all customers. */
  record UsualGap(String channel, Double days) {}

  Uni<List<UsualGap>> usualGaps(SqlConnection connection, Instant asOf) {
    return connection
        .preparedQuery(USUAL_GAPS)
        .execute(Tuple.of(utc(asOf)))
        .map(
            rows -> {
              List<UsualGap> gaps = new ArrayList<>(rows.size());
              rows.forEach(row -> gaps.add(new UsualGap(row.getString(0), row.getDouble(1))));
              return gaps;
            });
  }

  /** Customers who had bought by asOf; until is the later instant of {@link Seen#boughtSince}. */
  Uni<List<Seen>> seen(
      SqlConnection connection, List<UUID> customers, Instant asOf, Instant until) {
    return connection
        .preparedQuery(SEEN)
        .execute(Tuple.of(utc(asOf), customers.toArray(UUID[]::new), utc(until)))
        .map(
            rows -> {
              List<Seen> seen = new ArrayList<>(rows.size());
              for (Row row : rows) {
                seen.add(
                    new Seen(
                        row.getUUID(0),
                        row.getInteger(1),
                        row.getString(2),
                        row.getInteger(3),
                        row.getInteger(4),
                        Arrays.stream(row.getArrayOfIntegers(5)).mapToInt(day -> day).toArray(),
                        row.getBoolean(6)));
              }
              return seen;
            });
  }

  Uni<Void> write(
      SqlConnection connection,
      List<UUID> customers,
      Instant asOf,
      Instant computedAt,
      List<Judged> judged) {
    Tuple values =
        Tuple.of(customers.toArray(UUID[]::new), utc(asOf), utc(computedAt))
            .addArrayOfUUID(judged.stream().map(j -> j.seen().customer()).toArray(UUID[]::new))
            .addArrayOfString(
                judged.stream().map(j -> j.verdict().level().name()).toArray(String[]::new))
            .addArrayOfInteger(judged.stream().map(j -> j.signals().days()).toArray(Integer[]::new))
            .addArrayOfDouble(judged.stream().map(j -> j.signals().gap()).toArray(Double[]::new))
            .addArrayOfDouble(judged.stream().map(j -> j.signals().alive()).toArray(Double[]::new))
            .addArrayOfInteger(
                judged.stream().map(j -> j.signals().complaints()).toArray(Integer[]::new))
            .addArrayOfInteger(
                judged.stream().map(j -> j.signals().lowRatings()).toArray(Integer[]::new))
            .addArrayOfLong(judged.stream().map(Judged::lostMinor).toArray(Long[]::new))
            .addArrayOfString(judged.stream().map(Judged::currency).toArray(String[]::new))
            .addArrayOfString(
                judged.stream().map(j -> json(j.verdict().reasons())).toArray(String[]::new));
    return connection.preparedQuery(WRITE).execute(values).replaceWithVoid();
  }

  Uni<List<UUID>> next(SqlConnection connection, UUID after, int most) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(after, most))
        .map(
            rows -> {
              List<UUID> customers = new ArrayList<>(rows.size());
              rows.forEach(row -> customers.add(row.getUUID(0)));
              return customers;
            });
  }

  private static String json(List<ChurnReason> reasons) {
    JsonArray list = new JsonArray();
    reasons.forEach(
        reason ->
            list.add(
                new JsonObject()
                    .put("sign", reason.sign().name())
                    .put("figure", reason.figure())
                    .put("bound", reason.bound())));
    return list.encode();
  }

  /** Reasons as they are stored. */
  static List<ChurnReason> reasons(String json) {
    return new JsonArray(json)
        .stream()
            .map(JsonObject.class::cast)
            .map(
                reason ->
                    new ChurnReason(
                        ChurnSign.valueOf(reason.getString("sign")),
                        reason.getDouble("figure"),
                        reason.getDouble("bound")))
            .toList();
  }
}
