package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Paths from one kind of channel to another. */
@ApplicationScoped
class ChannelPathStore {
  /**
   * Second steps from $1 until $2 by what came before them in another kind within $3 days: the
   * visits and purchases of known customers in the order of time, each with the last step of every
   * kind before it, so that nothing is joined. At one instant the visit comes first. Rows without a
   * first step count all steps, and the one without a kind who bought; money in currency $4 or the
   * one in use, which stands beside each row.
   */
  private static final String PATHS =
      """
      WITH terms AS MATERIALIZED (
        SELECT coalesce($4::text, currency) AS currency, $1::timestamptz - make_interval(days => $3::integer) AS since FROM insight_terms),
      step AS MATERIALIZED (
        SELECT p.customer_id, v.started_at AS at, o.kind, true AS visit, 0::bigint AS net
        FROM visit v JOIN profile p ON p.profile_id = v.profile_id AND p.customer_id IS NOT NULL
        JOIN source o ON o.source_id = v.source_id
        WHERE v.started_at >= (SELECT since FROM terms) AND v.started_at < $2
        UNION ALL
        SELECT c.customer_id, u.at, c.kind, false, CASE WHEN c.currency = (SELECT currency FROM terms) THEN u.net ELSE 0 END
        FROM customer_channel c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.moments[cardinality(c.moments)] >= (SELECT since FROM terms) AND c.moments[1] < $2
          AND u.at >= (SELECT since FROM terms) AND u.at < $2),
      placed AS (
        SELECT *, max(at) FILTER (WHERE kind = 'ONLINE' AND visit) OVER earlier AS online_visit,
               max(at) FILTER (WHERE kind = 'OFFLINE' AND visit) OVER earlier AS offline_visit,
               max(at) FILTER (WHERE kind = 'SOCIAL' AND visit) OVER earlier AS social_visit,
               max(at) FILTER (WHERE kind = 'ONLINE' AND NOT visit) OVER earlier AS online_sale,
               max(at) FILTER (WHERE kind = 'OFFLINE' AND NOT visit) OVER earlier AS offline_sale,
               max(at) FILTER (WHERE kind = 'SOCIAL' AND NOT visit) OVER earlier AS social_sale
        FROM step
        WINDOW earlier AS (PARTITION BY customer_id ORDER BY at, visit DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
      path AS (
        SELECT b.customer_id, b.at, b.kind, b.visit, b.net, f.kind AS from_kind, f.visit AS from_visit, f.at AS from_at
        FROM placed b CROSS JOIN LATERAL (VALUES
          ('ONLINE', true, b.online_visit), ('OFFLINE', true, b.offline_visit), ('SOCIAL', true, b.social_visit),
          ('ONLINE', false, b.online_sale), ('OFFLINE', false, b.offline_sale), ('SOCIAL', false, b.social_sale)) f(kind, visit, at)
        WHERE b.at >= $1 AND f.kind <> b.kind AND f.at >= b.at - make_interval(days => $3) AND NOT (b.visit AND f.visit))
      SELECT t.currency, r.* FROM terms t LEFT JOIN (
        SELECT from_kind, from_visit, kind, visit, count(DISTINCT customer_id)::integer, count(*)::integer, sum(net)::bigint,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - from_at) / 86400)
        FROM path GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT NULL, NULL, kind, visit, count(DISTINCT customer_id)::integer, count(*)::integer, 0, NULL
        FROM step WHERE at >= $1 GROUP BY GROUPING SETS ((kind, visit), (visit))) r ON true
      """;

  /**
   * Steps of one kind.
   *
   * @param from the kind of the step before; null for any or none
   * @param fromVisit whether that was a visit; null for any or none
   * @param to the kind; null for all
   * @param visit whether it is a visit
   * @param customers who took it
   * @param times how often
   * @param minor what was bought
   * @param days the median from the step before; null without one
   */
  record Steps(
      String from,
      Boolean fromVisit,
      String to,
      boolean visit,
      int customers,
      int times,
      long minor,
      Double days) {}

  /** Steps, and the currency of their money. */
  record Found(String currency, List<Steps> steps) {}

  Uni<Found> paths(
      SqlConnection connection, Instant from, Instant asOf, int withinDays, String currency) {
    return connection
        .preparedQuery(PATHS)
        .execute(Tuple.of(utc(from), utc(asOf), withinDays, currency))
        .map(
            rows -> {
              List<Steps> steps = new ArrayList<>(rows.size());
              for (Row row : rows) {
                if (row.getBoolean(4) != null) {
                  steps.add(steps(row));
                }
              }
              return new Found(rows.iterator().next().getString(0), steps);
            });
  }

  private static Steps steps(Row row) {
    return new Steps(
        row.getString(1),
        row.getBoolean(2),
        row.getString(3),
        row.getBoolean(4),
        row.getInteger(5),
        row.getInteger(6),
        row.getLong(7),
        row.getDouble(8));
  }
}
