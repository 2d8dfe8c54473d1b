package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** Figures of channels. */
@ApplicationScoped
class ChannelReadStore {
  private static final int ROWS_AT_A_TIME = 2_000;

  /**
   * What was counted by channel from $1 until $2, money in currency $3, visits up to $4 days before
   * a sale; visitors of all channels together on the row without one. A person's profiles at one
   * source have one session where theirs lie less than 30 minutes apart: the visits of one profile
   * are runs of events without such a gap, so joining those is as good as joining the events.
   */
  private static final String TALLIES =
      """
      WITH near AS (
        SELECT v.*, p.customer_id, coalesce(p.customer_id, v.profile_id) AS visitor,
               max(v.ended_at) OVER (PARTITION BY coalesce(p.customer_id, v.profile_id), v.source_id, v.day
                 ORDER BY v.started_at, v.profile_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM visit v JOIN profile p ON p.profile_id = v.profile_id
        WHERE v.started_at >= $1 AND v.started_at < $2),
      placed AS (
        SELECT *, count(*) FILTER (WHERE before IS NULL OR started_at - before >= interval '30 minutes')
                    OVER (PARTITION BY visitor, source_id, day ORDER BY started_at, profile_id ROWS UNBOUNDED PRECEDING) AS nth
        FROM near),
      session AS (
        SELECT visitor, customer_id, source_id, min(started_at) AS started_at, max(ended_at) AS ended_at, sum(views) AS views,
               sum(events) AS events, bool_or(registered) AS registered, bool_or(enquired) AS enquired,
               (array_agg(campaign ORDER BY started_at) FILTER (WHERE campaign IS NOT NULL))[1] AS campaign
        FROM placed GROUP BY visitor, customer_id, source_id, day, nth),
      visited AS (
        SELECT coalesce(s.campaign, o.name) AS channel, s.*, EXISTS (
                 SELECT FROM counted_order b
                 WHERE b.profile_id = ANY (CASE WHEN s.customer_id IS NULL THEN ARRAY[s.visitor]
                   ELSE ARRAY(SELECT q.profile_id FROM profile q WHERE q.customer_id = s.customer_id) END)
                   AND b.source_id = s.source_id AND b.ordered_at >= s.started_at
                   AND b.ordered_at < s.ended_at + interval '30 minutes' AND b.ordered_at < $2) AS purchased
        FROM session s JOIN source o ON o.source_id = s.source_id),
      sale AS (
        SELECT c.customer_id, u.at, u.net, c.channel
        FROM customer_channel c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.currency = $3 AND c.moments[cardinality(c.moments)] >= $1 AND c.moments[1] < $2 AND u.at >= $1 AND u.at < $2),
      brought AS (
        SELECT customer_id, at, net, channel, false AS first FROM sale
        UNION ALL
        SELECT t.customer_id, t.first_purchase_at, 0, g.channel, true
        FROM customer_purchases t JOIN customer_origin g ON g.customer_id = t.customer_id
        WHERE t.first_purchase_at >= $1 AND t.first_purchase_at < $2),
      credited AS (
        SELECT coalesce(u.channel, b.channel) AS channel, b.net, b.first FROM brought b LEFT JOIN LATERAL (
          SELECT coalesce(v.campaign, o.name) AS channel
          FROM profile p JOIN visit v ON v.profile_id = p.profile_id JOIN source o ON o.source_id = v.source_id
          WHERE p.customer_id = b.customer_id AND v.started_at <= b.at AND v.started_at > b.at - make_interval(days => $4)
          ORDER BY v.started_at DESC, 1 LIMIT 1) u ON true)
      SELECT channel, count(*), count(DISTINCT visitor), count(*) FILTER (WHERE customer_id IS NULL), sum(views)::bigint,
             count(*) FILTER (WHERE views = 1 AND events = 1),
             sum(extract(epoch FROM ended_at - started_at))::double precision, count(*) FILTER (WHERE registered),
             count(*) FILTER (WHERE enquired), count(*) FILTER (WHERE purchased), 0::bigint, 0::bigint, 0::bigint, 0::bigint,
             0::bigint
      FROM visited GROUP BY GROUPING SETS ((channel), ())
      UNION ALL
      SELECT channel, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*) FILTER (WHERE first), count(*) FILTER (WHERE NOT first),
             sum(net)::bigint, 0, 0
      FROM credited GROUP BY 1
      UNION ALL
      SELECT c.channel, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
             coalesce(sum(c.amount_minor) FILTER (WHERE c.kind = 'MEDIA'), 0)::bigint,
             coalesce(sum(c.amount_minor) FILTER (WHERE c.kind = 'OTHER'), 0)::bigint
      FROM channel_cost c CROSS JOIN insight_setting s
      WHERE c.currency = $3 AND c.day >= ($1 AT TIME ZONE s.timezone)::date
        AND c.day <= (($2::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date
      GROUP BY 1
      """;

  /**
   * Who buys where, of purchases before $1, money in currency $2: customers by first, last and
   * favourite channel, by number of kinds and whether of channels, and from the kind they began
   * with to each other one, with the days it took.
   */
  private static final String CUSTOMERS =
      """
      WITH part AS (
        SELECT c.customer_id, c.channel, c.kind, count(*) AS orders, min(u.at) AS first_at, max(u.at) AS last_at,
               coalesce(sum(u.net) FILTER (WHERE c.currency = $2), 0) AS net
        FROM customer_channel c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.moments[1] < $1::timestamptz AND u.at < $1
        GROUP BY 1, 2, 3),
      buyer AS (
        SELECT customer_id, (array_agg(channel ORDER BY first_at, channel, kind))[1] AS first,
               (array_agg(channel ORDER BY last_at DESC, channel, kind))[1] AS last,
               (array_agg(channel ORDER BY orders DESC, last_at DESC, channel, kind))[1] AS favourite,
               (array_agg(kind ORDER BY first_at, channel, kind))[1] AS began, min(first_at) AS began_at,
               sum(orders) AS orders, count(DISTINCT kind) AS kinds, least(2, count(DISTINCT channel)) AS channels, sum(net) AS net
        FROM part GROUP BY 1)
      SELECT 'FIRST', first, NULL::text, count(*), sum(net)::bigint, NULL::double precision FROM buyer GROUP BY 2
      UNION ALL SELECT 'ORDERS', NULL, NULL, sum(orders)::bigint, 0, NULL FROM buyer HAVING count(*) > 0
      UNION ALL SELECT 'LAST', last, NULL, count(*), sum(net)::bigint, NULL FROM buyer GROUP BY 2
      UNION ALL SELECT 'FAVOURITE', favourite, NULL, count(*), sum(net)::bigint, NULL FROM buyer GROUP BY 2
      UNION ALL SELECT 'KINDS', kinds::text, NULL, count(*), sum(net)::bigint, NULL FROM buyer GROUP BY 2
      UNION ALL SELECT 'CHANNELS', channels::text, NULL, count(*), sum(net)::bigint, NULL FROM buyer GROUP BY 2
      UNION ALL SELECT 'BEGAN', began, NULL, count(*), sum(net)::bigint, NULL FROM buyer GROUP BY 2
      UNION ALL
      SELECT 'MOVE', began, kind, count(*), 0,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - began_at) / 86400)
      FROM buyer JOIN (SELECT customer_id, kind, min(first_at) AS at FROM part GROUP BY 1, 2) p USING (customer_id)
      WHERE kind <> began GROUP BY 2, 3
      ORDER BY 1, 4 DESC, 2, 3
      """;

  /**
   * What people did from $1 until $2 that is a step, by person and time: events of the names $3,
   * and purchases when $4.
   */
  private static final String STEPS =
      """
      SELECT visitor, extract(epoch FROM at)::bigint, name FROM (
        SELECT coalesce(p.customer_id, p.profile_id) AS visitor, e.occurred_at AS at, lower(e.name) AS name
        FROM event e JOIN profile p ON p.profile_id = e.profile_id
        WHERE e.occurred_at >= $1 AND e.occurred_at < $2 AND lower(e.name) = ANY ($3)
        UNION ALL
        SELECT coalesce(p.customer_id, p.profile_id), o.ordered_at, NULL
        FROM counted_order o JOIN profile p ON p.profile_id = o.profile_id
        WHERE $4 AND o.ordered_at >= $1 AND o.ordered_at < $2) s
      ORDER BY visitor, at, name
      """;

  /** The settings. */
  private static final String SETTINGS =
      "SELECT registration_events, enquiry_events, margin_share FROM insight_setting";

  /** The settings with the time zone and currency in use. */
  private static final String IN_USE =
      """
      SELECT s.registration_events, s.enquiry_events, s.margin_share, t.timezone, t.currency
      FROM insight_setting s CROSS JOIN insight_terms t
      """;

  /** Changes those settings that are given; a margin share below 0 takes it away. */
  private static final String SET =
      """
      WITH seen AS (UPDATE visit_progress SET recorded_until = '-infinity' WHERE $1::text[] IS NOT NULL OR $2::text[] IS NOT NULL)
      UPDATE insight_setting SET registration_events = coalesce($1, registration_events),
        enquiry_events = coalesce($2, enquiry_events),
        margin_share = CASE WHEN $3::double precision IS NULL THEN margin_share WHEN $3 < 0 THEN NULL ELSE $3 END
      RETURNING registration_events, enquiry_events, margin_share
      """;

  /** A row of counts; channel is null for all together. */
  void read(RowSet<Row> rows, BiConsumer<String, ChannelTally> each) {
    for (Row row : rows) {
      each.accept(
          row.getString(0),
          new ChannelTally(
              row.getLong(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4) == null ? 0 : row.getLong(4),
              row.getLong(5),
              row.getDouble(6) == null ? 0 : row.getDouble(6),
              row.getLong(7),
              row.getLong(8),
              row.getLong(9),
              row.getLong(10),
              row.getLong(11),
              row.getLong(12),
              row.getLong(13),
              row.getLong(14)));
    }
  }

  Uni<Void> tallies(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      String currency,
      int lookbackDays,
      BiConsumer<String, ChannelTally> each) {
    return connection
        .preparedQuery(TALLIES)
        .execute(Tuple.of(utc(from), utc(asOf), currency, lookbackDays))
        .invoke(rows -> read(rows, each))
        .replaceWithVoid();
  }

  /**
   * Customers in one part of a division.
   *
   * @param by which division
   * @param key the part
   * @param to for MOVE, the kind gone to
   * @param minor what they spent
   * @param days for MOVE, the median
   */
  record Part(String by, String key, String to, int customers, long minor, Double days) {}

  Uni<List<Part>> customers(SqlConnection connection, Instant asOf, String currency) {
    return connection
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.of(utc(asOf), currency))
        .map(
            rows -> {
              java.util.ArrayList<Part> parts = new java.util.ArrayList<>(rows.size());
              for (Row row : rows) {
                parts.add(
                    new Part(
                        row.getString(0),
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3).intValue(),
                        row.getLong(4),
                        row.getDouble(5)));
              }
              return parts;
            });
  }

  /** Takes a person's event: who, when in seconds, and its name or null for a purchase. */
  interface Steps {
    void happened(java.util.UUID visitor, long second, String name);
  }

  /** Hands over events as they come, never all of them at once; needs a transaction. */
  Uni<Void> steps(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      List<String> names,
      boolean purchases,
      Steps steps) {
    return connection
        .prepare(STEPS)
        .chain(
            statement ->
                statement
                    .createStream(
                        ROWS_AT_A_TIME,
                        Tuple.of(utc(from), utc(asOf))
                            .addArrayOfString(names.toArray(String[]::new))
                            .addBoolean(purchases))
                    .toMulti()
                    .onItem()
                    .invoke(row -> steps.happened(row.getUUID(0), row.getLong(1), row.getString(2)))
                    .collect()
                    .last()
                    .call(statement::close)
                    .replaceWithVoid());
  }

  Uni<ChannelSettings> settings(SqlConnection connection) {
    return connection.preparedQuery(SETTINGS).execute().map(ChannelReadStore::settings);
  }

  /** The settings, and in which time zone and currency figures are. */
  record InUse(ChannelSettings settings, String timezone, String currency) {}

  Uni<InUse> inUse(SqlConnection connection) {
    return connection
        .preparedQuery(IN_USE)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new InUse(settings(rows), row.getString(3), row.getString(4));
            });
  }

  Uni<ChannelSettings> set(
      SqlConnection connection, List<String> registration, List<String> enquiry, Double margin) {
    return connection
        .preparedQuery(SET)
        .execute(
            Tuple.tuple()
                .addArrayOfString(registration == null ? null : registration.toArray(String[]::new))
                .addArrayOfString(enquiry == null ? null : enquiry.toArray(String[]::new))
                .addDouble(margin))
        .map(ChannelReadStore::settings);
  }

  private static ChannelSettings settings(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new ChannelSettings(
        List.of(row.getArrayOfStrings(0)), List.of(row.getArrayOfStrings(1)), row.getDouble(2));
  }
}
