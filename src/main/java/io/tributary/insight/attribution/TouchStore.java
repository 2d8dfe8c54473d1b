package io.tributary.insight.attribution;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Touches, and the paths they make. */
@ApplicationScoped
class TouchStore {
  private static final int ROWS_AT_A_TIME = 2_000;

  /** Before all events. */
  private static final Instant EVER = Instant.parse("0001-01-03T00:00:00Z");

  /**
   * Makes customers' touches what their events say, those from $2 on: whether an event begins one
   * depends on the half hour before it and on nothing else.
   */
  private static final String REWRITE =
      """
      WITH happened AS (
        SELECT p.customer_id, e.occurred_at AS at, s.timezone,
               coalesce(nullif(e.properties #>> '{context,campaign,source}', ''), o.name) AS channel,
               nullif(e.properties #>> '{context,campaign,name}', '') AS campaign
        FROM profile p JOIN event e ON e.profile_id = p.profile_id JOIN source o ON o.source_id = e.source_id
        CROSS JOIN insight_setting s
        WHERE p.customer_id = ANY ($1) AND e.occurred_at >= $2::timestamptz - interval '30 minutes'
          AND e.profile_id = ANY (ARRAY(SELECT profile_id FROM profile WHERE customer_id = ANY ($1) ORDER BY 1))),
      step AS (
        SELECT customer_id, at, channel, campaign, at - lag(at) OVER w < interval '30 minutes'
                 AND (at AT TIME ZONE timezone)::date = (lag(at) OVER w AT TIME ZONE timezone)::date AS goes_on
        FROM happened WINDOW w AS (PARTITION BY customer_id, channel ORDER BY at)),
      touch AS MATERIALIZED (
        SELECT customer_id, at, channel, min(campaign) AS campaign FROM step
        WHERE goes_on IS NOT TRUE AND at >= $2 GROUP BY 1, 2, 3),
      gone AS (
        DELETE FROM customer_touch t WHERE t.customer_id = ANY ($1) AND t.touched_at >= $2 AND NOT EXISTS (
          SELECT FROM touch n WHERE n.customer_id = t.customer_id AND n.at = t.touched_at AND n.channel = t.channel))
      INSERT INTO customer_touch AS t (customer_id, touched_at, channel, campaign)
      SELECT customer_id, at, channel, campaign FROM touch
      ON CONFLICT (customer_id, touched_at, channel) DO UPDATE SET campaign = excluded.campaign
      WHERE t.campaign IS DISTINCT FROM excluded.campaign
      """;

  /**
   * A path for each sale of [$1, $2) in currency $3, of its touches within $4 days; and one for
   * each customer's touches in that time that no sale has followed. Of more than $5 channels those
   * with the fewest touches are one, $6. The row of neither says what the paths rest on.
   */
  private static final String PATHS =
      """
      WITH terms AS MATERIALIZED (SELECT coalesce($3::text, currency) AS currency FROM insight_terms),
      sale AS (
        SELECT d.customer_id, u.at, u.net FROM customer_purchase_day d CROSS JOIN LATERAL unnest(d.moments, d.nets) u(at, net)
        WHERE d.currency = (SELECT currency FROM terms) AND d.first_at < $2 AND d.moments[cardinality(d.moments)] >= $1::timestamptz
          AND u.at >= $1 AND u.at < $2::timestamptz),
      seen AS MATERIALIZED (
        SELECT channel, count(*) AS touches FROM customer_touch
        WHERE touched_at > $1::timestamptz - make_interval(days => $4) AND touched_at < $2 GROUP BY 1),
      own AS MATERIALIZED (
        SELECT channel FROM seen ORDER BY touches DESC, channel
        LIMIT CASE WHEN (SELECT count(*) FROM seen) > $5 THEN $5::integer - 1 ELSE $5 END),
      touch AS NOT MATERIALIZED (
        SELECT t.customer_id, t.touched_at, coalesce(o.channel, $6::text) AS channel
        FROM customer_touch t LEFT JOIN own o ON o.channel = t.channel)
      SELECT true, s.net, array_agg(t.channel ORDER BY t.touched_at, t.channel) FILTER (WHERE t.channel IS NOT NULL),
             array_agg((extract(epoch FROM s.at - t.touched_at) / 86400)::double precision ORDER BY t.touched_at, t.channel)
               FILTER (WHERE t.channel IS NOT NULL), NULL::bigint
      FROM sale s LEFT JOIN touch t ON t.customer_id = s.customer_id AND t.touched_at <= s.at
        AND t.touched_at > s.at - make_interval(days => $4)
      GROUP BY s.customer_id, s.at, s.net
      UNION ALL
      SELECT false, 0, array_agg(t.channel ORDER BY t.touched_at, t.channel), NULL, NULL
      FROM touch t LEFT JOIN (SELECT customer_id, max(at) AS at FROM sale GROUP BY 1) l ON l.customer_id = t.customer_id
      WHERE t.touched_at >= $1 AND t.touched_at < $2 AND (l.at IS NULL OR t.touched_at > l.at)
      GROUP BY t.customer_id
      UNION ALL SELECT NULL, (SELECT count(DISTINCT customer_id) FROM sale), ARRAY[currency], NULL,
                       (SELECT count(*) FROM seen) - (SELECT count(*) FROM own)
      FROM terms
      """;

  /** Brings customers up to date; since is null when any event may have changed. */
  Uni<Void> rewrite(SqlConnection connection, List<UUID> customers, Instant since) {
    return connection
        .preparedQuery(REWRITE)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(since == null ? EVER : since)))
        .replaceWithVoid();
  }

  /**
   * Adds the paths to a rule as they come, never all of them at once; needs a transaction.
   *
   * @param currency of the sales; null for the one in use
   */
  Uni<AttributionRule> paths(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      String currency,
      int lookbackDays,
      AttributionRule rule) {
    Tuple values =
        Tuple.of(
            utc(from),
            utc(asOf),
            currency,
            lookbackDays,
            AttributionRule.MOST_CHANNELS,
            AttributionRule.OTHER);
    return connection
        .prepare(PATHS)
        .chain(
            statement ->
                statement
                    .createStream(ROWS_AT_A_TIME, values)
                    .toMulti()
                    .onItem()
                    .invoke(row -> add(rule, row))
                    .collect()
                    .last()
                    .call(statement::close)
                    .replaceWith(rule));
  }

  private static void add(AttributionRule rule, Row row) {
    if (row.getBoolean(0) == null) {
      rule.restsOn(
          new AttributionRule.Rests(
              row.getArrayOfStrings(2)[0], row.getLong(1).intValue(), row.getLong(4).intValue()));
    } else {
      rule.add(path(row));
    }
  }

  private static Path path(Row row) {
    String[] channels = row.getArrayOfStrings(2);
    Double[] ages = row.getArrayOfDoubles(3);
    return new Path(
        channels == null ? List.of() : List.of(channels),
        ages == null ? null : Arrays.stream(ages).mapToDouble(age -> age).toArray(),
        row.getBoolean(0),
        row.getLong(1),
        1);
  }
}
