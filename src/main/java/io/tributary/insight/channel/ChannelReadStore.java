package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.AnonymousSales;
import io.tributary.insight.AnonymousSalesStore;
import io.tributary.insight.ProductCostStore;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Figures of channels. */
@ApplicationScoped
class ChannelReadStore {
  private static final int ROWS_AT_A_TIME = 2_000;

  /**
   * What was counted by channel from $1 until $2, money in currency $3 or the one in use, visits up
   * to $4 days before a sale; visitors of all channels together on the row without one. The terms
   * stand beside each row, and alone where nothing was counted. A person's profiles at one source
   * have one session where theirs lie less than 30 minutes apart: the visits of one profile are
   * runs of events without such a gap, so joining those is as good as joining the events. The visit
   * that brought a sale is the last one before it in the order of time, which a sale has in common
   * with its visit's number: nothing is looked up sale by sale. What the products of a sale cost,
   * by $5 for the digits of currencies, is known of those that have a cost; of several sales of a
   * customer at one moment each has its part of it.
   */
  private static final String TALLIES =
      """
      WITH terms AS MATERIALIZED (
        SELECT i.timezone, coalesce($3::text, i.currency) AS currency, s.margin_share
        FROM insight_terms i CROSS JOIN insight_setting s),
      near AS (
        SELECT v.*, p.customer_id, coalesce(p.customer_id, v.profile_id) AS visitor,
               max(v.ended_at) OVER (PARTITION BY coalesce(p.customer_id, v.profile_id), v.source_id, v.day
                 ORDER BY v.started_at, v.profile_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM visit v JOIN profile p ON p.profile_id = v.profile_id
        WHERE v.started_at >= $1 AND v.started_at < $2),
      placed AS (
        SELECT *, count(*) FILTER (WHERE before IS NULL OR started_at - before >= interval '30 minutes')
                    OVER (PARTITION BY visitor, source_id, day ORDER BY started_at, profile_id ROWS UNBOUNDED PRECEDING) AS nth
        FROM near),
      session AS MATERIALIZED (
        SELECT visitor, customer_id, source_id, min(started_at) AS started_at, max(ended_at) AS ended_at, sum(views) AS views,
               sum(events) AS events, bool_or(registered) AS registered, bool_or(enquired) AS enquired,
               (array_agg(campaign ORDER BY started_at) FILTER (WHERE campaign IS NOT NULL))[1] AS campaign
        FROM placed GROUP BY visitor, customer_id, source_id, day, nth),
      bought AS MATERIALIZED (
        SELECT DISTINCT s.visitor, s.source_id, s.started_at
        FROM counted_order b JOIN profile p ON p.profile_id = b.profile_id
        JOIN session s ON s.visitor = coalesce(p.customer_id, p.profile_id) AND s.source_id = b.source_id
          AND b.ordered_at >= s.started_at AND b.ordered_at < s.ended_at + interval '30 minutes'
        WHERE b.ordered_at >= $1 AND b.ordered_at < $2),
      visited AS (
        SELECT coalesce(s.campaign, o.name) AS channel, s.*, b.visitor IS NOT NULL AS purchased
        FROM session s JOIN source o ON o.source_id = s.source_id
        LEFT JOIN bought b ON b.visitor = s.visitor AND b.source_id = s.source_id AND b.started_at = s.started_at),
      sale AS MATERIALIZED (
        SELECT c.customer_id, u.at, u.net, c.channel
        FROM customer_channel c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.currency = (SELECT currency FROM terms) AND c.moments[cardinality(c.moments)] >= $1 AND c.moments[1] < $2 AND u.at >= $1 AND u.at < $2),
      costed AS (
        SELECT c.customer_id, u.at, sum(u.net) AS net, sum(u.quantity * k.cost) AS cost
        FROM (SELECT sku, {cost} AS cost FROM product p CROSS JOIN terms s) k
        JOIN customer_product c ON c.sku = k.sku AND c.currency = (SELECT currency FROM terms)
        CROSS JOIN LATERAL unnest(c.moments, c.quantities, c.nets) u(at, quantity, net)
        WHERE k.cost IS NOT NULL AND c.moments[cardinality(c.moments)] >= $1 AND c.moments[1] < $2 AND u.at >= $1 AND u.at < $2
        GROUP BY 1, 2),
      priced AS (
        SELECT s.customer_id, s.at, s.net, s.channel, least(s.net, coalesce(k.net, 0) * s.part) AS costed, coalesce(k.cost, 0) * s.part AS cost
        FROM (
          SELECT *, CASE WHEN sum(net) OVER same > 0 THEN net / sum(net) OVER same ELSE 1.0 / count(*) OVER same END AS part
          FROM sale WINDOW same AS (PARTITION BY customer_id, at)) s
        LEFT JOIN costed k USING (customer_id, at)),
      brought AS (
        SELECT customer_id, at, net, channel, false AS first, costed, cost FROM priced
        UNION ALL
        SELECT t.customer_id, t.first_purchase_at, 0, g.channel, true, 0, 0
        FROM customer_purchases t JOIN customer_origin g ON g.customer_id = t.customer_id
        WHERE t.first_purchase_at >= $1 AND t.first_purchase_at < $2),
      numbered AS (
        SELECT *, count(*) FILTER (WHERE visit) OVER (PARTITION BY customer_id ORDER BY at, visit DESC, channel DESC
                    ROWS UNBOUNDED PRECEDING) AS nth
        FROM (
          SELECT customer_id, at, channel, net, costed, cost, first, false AS visit FROM brought
          UNION ALL
          SELECT p.customer_id, v.started_at, coalesce(v.campaign, o.name), 0, 0, 0, false, true
          FROM visit v JOIN profile p ON p.profile_id = v.profile_id AND p.customer_id IS NOT NULL
          JOIN source o ON o.source_id = v.source_id
          WHERE v.started_at > $1 - make_interval(days => $4) AND v.started_at < $2) s),
      led AS (
        SELECT *, max(at) FILTER (WHERE visit) OVER same AS led_at, max(channel) FILTER (WHERE visit) OVER same AS led_by
        FROM numbered WINDOW same AS (PARTITION BY customer_id, nth)),
      credited AS (
        SELECT CASE WHEN led_at > at - make_interval(days => $4) THEN led_by ELSE channel END AS channel, net, first,
               costed, cost
        FROM led WHERE NOT visit)
      SELECT t.timezone, t.currency, t.margin_share, r.*, ({anonymous}) AS anonymous FROM terms t LEFT JOIN (
      SELECT channel, count(*), count(DISTINCT visitor), count(*) FILTER (WHERE customer_id IS NULL), sum(views)::bigint,
             count(*) FILTER (WHERE views = 1 AND events = 1),
             sum(extract(epoch FROM ended_at - started_at))::double precision, count(*) FILTER (WHERE registered),
             count(*) FILTER (WHERE enquired), count(*) FILTER (WHERE purchased), 0::bigint, 0::bigint, 0::bigint, 0::bigint,
             0::bigint, 0::bigint, 0::bigint
      FROM visited GROUP BY GROUPING SETS ((channel), ())
      UNION ALL
      SELECT channel, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*) FILTER (WHERE first), count(*) FILTER (WHERE NOT first),
             sum(net)::bigint, 0, 0, round(sum(costed))::bigint, round(sum(cost))::bigint
      FROM credited GROUP BY 1
      UNION ALL
      SELECT c.channel, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
             coalesce(sum(c.amount_minor) FILTER (WHERE c.kind = 'MEDIA'), 0)::bigint,
             coalesce(sum(c.amount_minor) FILTER (WHERE c.kind = 'OTHER'), 0)::bigint, 0, 0
      FROM channel_cost c CROSS JOIN terms s
      WHERE c.currency = s.currency AND c.day >= ($1 AT TIME ZONE s.timezone)::date
        AND c.day <= (($2::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date
      GROUP BY 1) r ON true
      """
          .replace("{cost}", ProductCostStore.minor("p", "s.currency", "$5"))
          .replace("{anonymous}", AnonymousSalesStore.orders("coalesce(o.channel, w.name)", ""));

  /**
   * Who buys where, of purchases before $1, money in currency $2 or the one in use: customers by
   * first, last and favourite channel, by number of kinds and whether of channels, and from the
   * kind they began with to each other one, with the days it took.
   */
  private static final String CUSTOMERS =
      """
      WITH terms AS MATERIALIZED (SELECT coalesce($2::text, currency) AS currency FROM insight_terms),
      part AS (
        SELECT c.customer_id, c.channel, c.kind, count(*) AS orders, min(u.at) AS first_at, max(u.at) AS last_at,
               coalesce(sum(u.net) FILTER (WHERE c.currency = (SELECT currency FROM terms)), 0) AS net
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
      SELECT t.currency, r.* FROM terms t LEFT JOIN (
      SELECT 'FIRST' AS division, first AS key, NULL::text AS gone_to, count(*) AS customers, sum(net)::bigint, NULL::double precision FROM buyer GROUP BY 2
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
      WHERE kind <> began GROUP BY 2, 3) r ON true
      ORDER BY r.division, r.customers DESC, r.key, r.gone_to
      """;

  /**
   * What people did from $1 until $2 that is a step, by person and time: events of the names $3,
   * purchases when $4, registrations when $5 and enquiries when $6.
   */
  private static final String STEPS =
      """
      SELECT visitor, extract(epoch FROM at)::bigint, name, registration, enquiry FROM (
        SELECT coalesce(p.customer_id, p.profile_id) AS visitor, e.occurred_at AS at, e.name,
               e.name = ANY (s.registration_events) AS registration, e.name = ANY (s.enquiry_events) AS enquiry
        FROM insight_setting s CROSS JOIN LATERAL event_named(
          $3::text[] || CASE WHEN $5 THEN s.registration_events END || CASE WHEN $6 THEN s.enquiry_events END, $1, $2) e
        JOIN profile p ON p.profile_id = e.profile_id
        UNION ALL
        SELECT coalesce(p.customer_id, p.profile_id), o.ordered_at, NULL, false, false
        FROM counted_order o JOIN profile p ON p.profile_id = o.profile_id
        WHERE $4 AND o.ordered_at >= $1 AND o.ordered_at < $2) s
      ORDER BY visitor, at, name
      """;

  /** The settings. */
  private static final String SETTINGS =
      "SELECT registration_events, enquiry_events, margin_share FROM insight_setting";

  /** Changes those settings that are given; a margin share below 0 takes it away. */
  private static final String SET =
      """
      WITH seen AS (UPDATE visit_progress SET recorded_until = '-infinity' WHERE $1::text[] IS NOT NULL OR $2::text[] IS NOT NULL)
      UPDATE insight_setting SET registration_events = coalesce($1, registration_events),
        enquiry_events = coalesce($2, enquiry_events),
        margin_share = CASE WHEN $3::double precision IS NULL THEN margin_share WHEN $3 < 0 THEN NULL ELSE $3 END
      RETURNING registration_events, enquiry_events, margin_share
      """;

  /** In which time zone and currency figures are, and what part of sales is margin. */
  record Terms(
      String timezone, String currency, Double marginShare, List<AnonymousSales> anonymous) {}

  /**
   * Counts by channel, which is null for all together.
   *
   * @param currency null for the one in use
   */
  Uni<Terms> tallies(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      String currency,
      int lookbackDays,
      BiConsumer<String, ChannelTally> each) {
    return connection
        .preparedQuery(TALLIES)
        .execute(Tuple.of(utc(from), utc(asOf), currency, lookbackDays, ProductCostStore.digits()))
        .map(
            rows -> {
              Terms terms = null;
              for (Row row : rows) {
                terms = terms == null ? terms(row) : terms;
                if (row.getLong(4) != null) {
                  each.accept(row.getString(3), tally(row));
                }
              }
              return terms;
            });
  }

  private static Terms terms(Row row) {
    String currency = row.getString(1);
    return new Terms(
        row.getString(0),
        currency,
        row.getDouble(2),
        AnonymousSalesStore.read(row.getString("anonymous"), currency));
  }

  private static ChannelTally tally(Row row) {
    return new ChannelTally(
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7) == null ? 0 : row.getLong(7),
        row.getLong(8),
        row.getDouble(9) == null ? 0 : row.getDouble(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14),
        row.getLong(15),
        row.getLong(16),
        row.getLong(17),
        row.getLong(18),
        row.getLong(19));
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

  /** The parts, and the currency of their money. */
  record Parts(String currency, List<Part> all) {}

  /** Who buys where; currency null for the one in use. */
  Uni<Parts> customers(SqlConnection connection, Instant asOf, String currency) {
    return connection
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.of(utc(asOf), currency))
        .map(
            rows -> {
              String used = null;
              List<Part> parts = new ArrayList<>(rows.size());
              for (Row row : rows) {
                used = row.getString(0);
                if (row.getString(1) != null) {
                  parts.add(
                      new Part(
                          row.getString(1),
                          row.getString(2),
                          row.getString(3),
                          row.getLong(4).intValue(),
                          row.getLong(5),
                          row.getDouble(6)));
                }
              }
              return new Parts(used, parts);
            });
  }

  /** Takes what a person did: who, when in seconds, and what, with a null name for a purchase. */
  interface Steps {
    void happened(
        java.util.UUID visitor, long second, String name, boolean registration, boolean enquiry);
  }

  /**
   * Hands over events as they come, never all of them at once; needs a transaction.
   *
   * @param names of events, in lower case
   * @param kinds what else counts
   */
  Uni<Void> steps(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      List<String> names,
      Set<FunnelInput.Kind> kinds,
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
                            .addBoolean(kinds.contains(FunnelInput.Kind.PURCHASE))
                            .addBoolean(kinds.contains(FunnelInput.Kind.REGISTRATION))
                            .addBoolean(kinds.contains(FunnelInput.Kind.ENQUIRY)))
                    .toMulti()
                    .onItem()
                    .invoke(
                        row ->
                            steps.happened(
                                row.getUUID(0),
                                row.getLong(1),
                                row.getString(2),
                                row.getBoolean(3),
                                row.getBoolean(4)))
                    .collect()
                    .last()
                    .call(statement::close)
                    .replaceWithVoid());
  }

  Uni<ChannelSettings> settings(SqlConnection connection) {
    return connection.preparedQuery(SETTINGS).execute().map(ChannelReadStore::settings);
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
