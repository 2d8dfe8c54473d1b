package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.CustomerFigures;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Rows of what customers bought. */
final class PurchaseStore {
  /** Before all orders. */
  private static final Instant EVER = Instant.parse("0001-01-03T00:00:00Z");

  /**
   * Makes what is kept of the customers' purchases what their orders say, reading these once: their
   * days, channels, products, stores, origin and totals. A row that is right already is neither
   * written nor locked, so that the nightly run over all customers leaves nothing to vacuum. The
   * profiles come as an array, by which each month's index is walked once; joined row by row, every
   * customer would cost a search in every month. New and old rows meet in full joins, since these
   * are hashed or merged however few rows the planner expects: of thousands it takes to be ten it
   * would make nested loops. Orders and their lines meet that way too, and num_nulls keeps that
   * join a full one: it would be an inner one after a test for null.
   *
   * <p>Orders before $3 are not read: what is stored of days up to the first midnight after it
   * stays, and what is stored by channel, product and store is cut there and continued. As the
   * months before hold no partition that is looked at, a new order costs what its own month costs.
   * Of whom nothing is stored from that midnight on, the totals are added to; only of the others
   * the days before are read. Rows by channel, product and store that end before it are right
   * unless something new belongs to them; of whom nothing is stored from there on, these are looked
   * up and no other rows by product read, of which there are many.
   *
   * <p>The days of whoever paid in one currency stand in the totals once more, for figures over
   * everybody.
   *
   * <p>Money of the totals is in the currency of most of the orders; of two with as many, the one
   * that comes first in the alphabet. Of several first purchases what the channel sent breaks the
   * tie, not the order in which it arrived.
   */
  private static final String REWRITE =
      """
      WITH f AS MATERIALIZED (
        SELECT s.day, s.day::timestamp AT TIME ZONE timezone AS at
        FROM (SELECT timezone, ($3::timestamptz AT TIME ZONE timezone)::date + 1 AS day FROM insight_setting) s),
      base AS MATERIALIZED (
        SELECT customer_id, purchase_days, first_purchase_at, last_purchase_at, first_day, last_day, currencies, currency_orders,
               currency_days, currency_nets, first_nets, days, day_orders, day_nets
        FROM customer_purchases
        WHERE customer_id = ANY ($1) AND summed_at = computed_at AND days_at = computed_at AND last_day < (SELECT day FROM f)),
      kept AS MATERIALIZED (
        SELECT customer_id, day, currency, orders, net_minor, first_at, moments[cardinality(moments)] AS last_at
        FROM customer_purchase_day
        WHERE customer_id = ANY (ARRAY(SELECT unnest($1::uuid[]) EXCEPT SELECT customer_id FROM base)) AND day < (SELECT day FROM f)),
      sold AS MATERIALIZED (
        SELECT p.customer_id, o.ordered_at AS at, o.currency, o.net_minor AS net, coalesce(o.channel, s.name) AS channel,
               s.kind, s.name AS source, o.source_id, o.store_id, o.profile_id, o.order_id, o.total_minor,
               greatest(0, o.total_minor - o.net_minor - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END) AS taken
        FROM valued_order o JOIN profile p ON p.profile_id = o.profile_id JOIN source s ON s.source_id = o.source_id
        CROSS JOIN sales_rule r
        WHERE o.counts AND p.customer_id = ANY ($1) AND o.ordered_at >= $3 AND o.ordered_at >= (SELECT at FROM f)
          AND o.profile_id = ANY (ARRAY(SELECT profile_id FROM profile WHERE customer_id = ANY ($1) ORDER BY 1))),
      day AS MATERIALIZED (
        SELECT m.customer_id, (m.at AT TIME ZONE s.timezone)::date AS day, m.currency, sum(m.orders)::integer AS orders,
               sum(m.net)::bigint AS net_minor, array_agg(m.at ORDER BY m.at) AS moments,
               array_agg(m.net ORDER BY m.at) AS nets
        FROM (SELECT customer_id, at, currency, count(*) AS orders, sum(net)::bigint AS net FROM sold GROUP BY 1, 2, 3) m
        CROSS JOIN insight_setting s
        GROUP BY 1, 2, 3),
      day_change AS MATERIALIZED (
        SELECT customer_id, day, currency, n.orders, n.net_minor, n.moments, n.nets
        FROM (SELECT * FROM customer_purchase_day WHERE customer_id = ANY ($1) AND day >= (SELECT day FROM f)) d
        FULL JOIN day n USING (customer_id, day, currency)
        WHERE (d.orders, d.moments, d.nets) IS DISTINCT FROM (n.orders, n.moments, n.nets)),
      day_lost AS MATERIALIZED (SELECT customer_id, day, currency FROM day_change WHERE orders IS NULL),
      day_gone AS (
        DELETE FROM customer_purchase_day d USING day_lost n WHERE d.customer_id = n.customer_id AND d.day = n.day AND d.currency = n.currency),
      day_written AS (
        INSERT INTO customer_purchase_day (customer_id, day, currency, first_at, orders, net_minor, moments, nets)
        SELECT customer_id, day, currency, moments[1], orders, net_minor, moments, nets
        FROM day_change WHERE orders IS NOT NULL
        ON CONFLICT (customer_id, day, currency) DO UPDATE SET first_at = excluded.first_at, orders = excluded.orders,
          net_minor = excluded.net_minor, moments = excluded.moments, nets = excluded.nets),
      channel AS (
        SELECT customer_id, channel, kind, currency, array_agg(at ORDER BY at, net) AS moments,
               array_agg(net ORDER BY at, net) AS nets
        FROM sold GROUP BY 1, 2, 3, 4),
      channel_change AS MATERIALIZED (
        SELECT customer_id, channel, kind, currency, v.moments, v.nets
        FROM (SELECT *, %1$s AS n FROM customer_channel
              WHERE customer_id = ANY ($1)
                AND (moments[cardinality(moments)] >= (SELECT at FROM f) OR (customer_id, channel, kind, currency) IN (SELECT customer_id, channel, kind, currency FROM channel))) c
        FULL JOIN channel n USING (customer_id, channel, kind, currency)
        CROSS JOIN LATERAL (SELECT %2$s AS moments, %3$s AS nets) v
        WHERE (c.moments, c.nets) IS DISTINCT FROM (v.moments, v.nets)),
      channel_lost AS MATERIALIZED (SELECT customer_id, channel, kind, currency FROM channel_change WHERE moments IS NULL),
      channel_gone AS (
        DELETE FROM customer_channel c USING channel_lost n WHERE c.customer_id = n.customer_id AND c.channel = n.channel AND c.kind = n.kind
          AND c.currency = n.currency),
      channel_written AS (
        INSERT INTO customer_channel (customer_id, channel, kind, currency, moments, nets)
        SELECT customer_id, channel, kind, currency, moments, nets FROM channel_change WHERE moments IS NOT NULL
        ON CONFLICT (customer_id, channel, kind, currency) DO UPDATE SET moments = excluded.moments, nets = excluded.nets),
      line AS MATERIALIZED (
        SELECT profile_id, ordered_at, order_id, sku, sum(quantity) AS quantity, sum(amount_minor) AS amount
        FROM order_line
        WHERE sku IS NOT NULL AND ordered_at >= $3
          AND profile_id = ANY (ARRAY(SELECT profile_id FROM profile WHERE customer_id = ANY ($1) ORDER BY 1))
        GROUP BY 1, 2, 3, 4),
      article AS (
        SELECT customer_id, sku, currency, array_agg(at ORDER BY at, net, quantity) AS moments,
               array_agg(quantity ORDER BY at, net, quantity) AS quantities, array_agg(net ORDER BY at, net, quantity) AS nets
        FROM (
          SELECT o.customer_id, l.sku, o.currency, o.at, l.quantity,
                 (l.amount - coalesce(round(l.amount * o.taken / nullif(o.total_minor, 0)), 0))::bigint AS net
          FROM sold o FULL JOIN line l ON l.profile_id = o.profile_id AND l.ordered_at = o.at AND l.order_id = o.order_id
          WHERE num_nulls(o.customer_id, l.sku) = 0) s
        GROUP BY 1, 2, 3),
      article_change AS MATERIALIZED (
        SELECT customer_id, sku, currency, v.moments, v.quantities, v.nets
        FROM (SELECT customer_id, sku, currency, moments, quantities, nets, %1$s AS n FROM customer_product
              WHERE customer_id = ANY (ARRAY(SELECT unnest($1::uuid[]) EXCEPT SELECT customer_id FROM base))
                AND moments[cardinality(moments)] >= (SELECT at FROM f)
              UNION ALL
              SELECT customer_id, sku, currency, p.moments, p.quantities, p.nets, %1$s
              FROM (SELECT customer_id, sku, currency FROM article) a JOIN customer_product p USING (customer_id, sku, currency)
              WHERE $3 > %8$s AND (moments[cardinality(moments)] < (SELECT at FROM f) OR customer_id IN (SELECT customer_id FROM base))) c
        FULL JOIN article n USING (customer_id, sku, currency)
        CROSS JOIN LATERAL (SELECT %2$s AS moments, %4$s AS quantities, %3$s AS nets) v
        WHERE (c.moments, c.quantities, c.nets) IS DISTINCT FROM (v.moments, v.quantities, v.nets)),
      article_lost AS MATERIALIZED (SELECT customer_id, sku, currency FROM article_change WHERE moments IS NULL),
      article_gone AS (
        DELETE FROM customer_product c USING article_lost n
        WHERE c.customer_id = n.customer_id AND c.sku = n.sku AND c.currency = n.currency),
      article_written AS (
        INSERT INTO customer_product (customer_id, sku, currency, moments, quantities, nets)
        SELECT customer_id, sku, currency, moments, quantities, nets FROM article_change WHERE moments IS NOT NULL
        ON CONFLICT (customer_id, sku, currency) DO UPDATE SET moments = excluded.moments,
          quantities = excluded.quantities, nets = excluded.nets),
      place AS (
        SELECT customer_id, store_id, currency, array_agg(at ORDER BY at, net) AS moments, array_agg(net ORDER BY at, net) AS nets
        FROM sold WHERE store_id IS NOT NULL GROUP BY 1, 2, 3),
      place_change AS MATERIALIZED (
        SELECT customer_id, store_id, currency, v.moments, v.nets
        FROM (SELECT *, %1$s AS n FROM customer_store
              WHERE customer_id = ANY ($1)
                AND (moments[cardinality(moments)] >= (SELECT at FROM f) OR (customer_id, store_id, currency) IN (SELECT customer_id, store_id, currency FROM place))) c
        FULL JOIN place n USING (customer_id, store_id, currency)
        CROSS JOIN LATERAL (SELECT %2$s AS moments, %3$s AS nets) v
        WHERE (c.moments, c.nets) IS DISTINCT FROM (v.moments, v.nets)),
      place_lost AS MATERIALIZED (SELECT customer_id, store_id, currency FROM place_change WHERE moments IS NULL),
      place_gone AS (
        DELETE FROM customer_store c USING place_lost n
        WHERE c.customer_id = n.customer_id AND c.store_id = n.store_id AND c.currency = n.currency),
      place_written AS (
        INSERT INTO customer_store (customer_id, store_id, currency, moments, nets)
        SELECT customer_id, store_id, currency, moments, nets FROM place_change WHERE moments IS NOT NULL
        ON CONFLICT (customer_id, store_id, currency) DO UPDATE SET moments = excluded.moments, nets = excluded.nets),
      origin AS (
        SELECT DISTINCT ON (o.customer_id) o.customer_id, o.channel, o.source_id, o.store_id, coalesce(
               (SELECT coalesce(l.category, r.category) FROM order_line l LEFT JOIN product r ON r.sku = l.sku
                WHERE l.profile_id = o.profile_id AND l.ordered_at = o.at AND l.ordered_at >= $3 AND l.order_id = o.order_id
                ORDER BY l.amount_minor DESC, l.sku, l.category LIMIT 1),
               (SELECT c.main_category FROM customer_order c
                WHERE c.profile_id = o.profile_id AND c.ordered_at = o.at AND c.ordered_at >= $3 AND c.order_id = o.order_id)) AS category
        FROM (SELECT *, rank() OVER (PARTITION BY customer_id ORDER BY at) AS place FROM sold
              WHERE customer_id NOT IN (SELECT customer_id FROM kept UNION ALL SELECT customer_id FROM base)) o
        LEFT JOIN store e ON e.store_id = o.store_id
        WHERE o.place = 1
        ORDER BY o.customer_id, o.channel, o.source, e.code, 5),
      origin_change AS MATERIALIZED (
        SELECT customer_id, n.channel, n.source_id, n.store_id, n.category
        FROM (
          SELECT * FROM customer_origin
          WHERE customer_id = ANY ($1) AND customer_id NOT IN (SELECT customer_id FROM kept UNION ALL SELECT customer_id FROM base)) g
        FULL JOIN origin n USING (customer_id)
        WHERE (g.channel, g.source_id, g.store_id, g.category)
          IS DISTINCT FROM (n.channel, n.source_id, n.store_id, n.category)),
      origin_lost AS MATERIALIZED (SELECT customer_id FROM origin_change WHERE channel IS NULL),
      origin_gone AS (
        DELETE FROM customer_origin g USING origin_lost n WHERE g.customer_id = n.customer_id),
      origin_written AS (
        INSERT INTO customer_origin (customer_id, channel, source_id, store_id, category)
        SELECT customer_id, channel, source_id, store_id, category FROM origin_change WHERE channel IS NOT NULL
        ON CONFLICT (customer_id) DO UPDATE SET channel = excluded.channel, source_id = excluded.source_id,
          store_id = excluded.store_id, category = excluded.category),
      known AS (
        SELECT * FROM kept UNION ALL
        SELECT customer_id, day, currency, orders, net_minor, moments[1], moments[cardinality(moments)] FROM day),
      span AS MATERIALIZED (
        SELECT customer_id, min(first_day) AS first_day, max(last_day) AS last_day, sum(days)::integer AS days,
               min(first_at) AS first_at, max(last_at) AS last_at, %5$s AS each_day, %6$s AS day_orders, %7$s AS day_nets
        FROM (
          SELECT customer_id, first_day, last_day, purchase_days AS days, first_purchase_at AS first_at, last_purchase_at AS last_at,
                 days AS each_day, day_orders, day_nets, true AS before
          FROM base
          UNION ALL
          SELECT customer_id, min(day), max(day), count(DISTINCT day), min(first_at), max(last_at), array_agg(day ORDER BY day),
                 array_agg(orders ORDER BY day), array_agg(net_minor ORDER BY day), false
          FROM known GROUP BY 1) p
        GROUP BY 1),
      spent AS (
        SELECT customer_id, currency, sum(orders)::integer AS orders, sum(days)::integer AS days, sum(net)::bigint AS net,
               sum(first)::bigint AS first
        FROM (
          SELECT customer_id, c.* FROM base CROSS JOIN LATERAL unnest(currencies, currency_orders, currency_days, currency_nets,
            first_nets) c(currency, orders, days, net, first)
          UNION ALL
          SELECT k.customer_id, k.currency, sum(k.orders), count(*), sum(k.net_minor), sum(k.net_minor) FILTER (WHERE k.day = p.first_day)
          FROM known k JOIN span p ON p.customer_id = k.customer_id GROUP BY 1, 2) c
        GROUP BY 1, 2),
      total AS (
        SELECT *, cardinality(currencies) = 1 AS is_one FROM span JOIN (
          SELECT customer_id, sum(orders)::integer AS orders, array_agg(currency ORDER BY orders DESC, currency) AS currencies,
                 array_agg(orders ORDER BY orders DESC, currency) AS by_orders, array_agg(days ORDER BY orders DESC, currency) AS by_days,
                 array_agg(net ORDER BY orders DESC, currency) AS by_nets, array_agg(first ORDER BY orders DESC, currency) AS by_firsts
          FROM spent GROUP BY 1) s USING (customer_id)),
      total_change AS MATERIALIZED (
        SELECT customer_id, n.orders, n.days, n.first_at, n.last_at, n.first_day, n.last_day, n.currencies, n.by_orders, n.by_days,
               n.by_nets, n.by_firsts, v.each_day, v.day_orders, v.day_nets
        FROM (SELECT * FROM customer_purchases WHERE customer_id = ANY ($1)) t FULL JOIN total n USING (customer_id)
        CROSS JOIN LATERAL (SELECT CASE WHEN n.is_one THEN n.each_day END AS each_day, CASE WHEN n.is_one THEN n.day_orders END AS day_orders,
                                   CASE WHEN n.is_one THEN n.day_nets END AS day_nets) v
        WHERE (t.orders, t.purchase_days, t.first_purchase_at, t.last_purchase_at, t.currency, t.net_minor, t.first_day, t.last_day,
               t.currencies, t.currency_orders, t.currency_days, t.currency_nets, t.first_nets, t.summed_at,
               t.days, t.day_orders, t.day_nets, t.days_at)
          IS DISTINCT FROM (n.orders, n.days, n.first_at, n.last_at, n.currencies[1], n.by_nets[1], n.first_day, n.last_day,
               n.currencies, n.by_orders, n.by_days, n.by_nets, n.by_firsts, t.computed_at,
               v.each_day, v.day_orders, v.day_nets, t.computed_at)),
      total_lost AS MATERIALIZED (SELECT customer_id FROM total_change WHERE orders IS NULL),
      total_gone AS (
        DELETE FROM customer_purchases t USING total_lost n WHERE t.customer_id = n.customer_id)
      INSERT INTO customer_purchases (customer_id, orders, purchase_days, first_purchase_at, last_purchase_at, currency, net_minor,
                                      first_day, last_day, currencies, currency_orders, currency_days, currency_nets, first_nets,
                                      days, day_orders, day_nets, summed_at, days_at, computed_at)
      SELECT customer_id, orders, days, first_at, last_at, currencies[1], by_nets[1], first_day, last_day, currencies, by_orders,
             by_days, by_nets, by_firsts, each_day, day_orders, day_nets, $2, $2, $2
      FROM total_change WHERE orders IS NOT NULL
      ON CONFLICT (customer_id) DO UPDATE SET
        orders = excluded.orders, purchase_days = excluded.purchase_days,
        first_purchase_at = excluded.first_purchase_at, last_purchase_at = excluded.last_purchase_at,
        currency = excluded.currency, net_minor = excluded.net_minor, first_day = excluded.first_day, last_day = excluded.last_day,
        currencies = excluded.currencies, currency_orders = excluded.currency_orders, currency_days = excluded.currency_days,
        currency_nets = excluded.currency_nets, first_nets = excluded.first_nets, days = excluded.days,
        day_orders = excluded.day_orders, day_nets = excluded.day_nets, summed_at = excluded.summed_at, days_at = excluded.days_at,
        computed_at = excluded.computed_at
      """
          .formatted(
              "CASE WHEN moments[cardinality(moments)] < (SELECT at FROM f) THEN cardinality(moments)"
                  + " ELSE (SELECT count(*)::integer FROM unnest(moments) at WHERE at < (SELECT at FROM f)) END",
              continued("moments"),
              continued("nets"),
              continued("quantities"),
              behind("each_day"),
              behind("day_orders"),
              behind("day_nets"),
              "timestamptz '" + EVER + "'");

  /** The part of an array that stays, and what is new behind it. */
  private static String continued(String of) {
    return "nullif(coalesce(c.%1$s[:c.n], '{}') || coalesce(n.%1$s, '{}'), '{}')".formatted(of);
  }

  /**
   * What totals hold already, and behind it what the days that were read say; there is one of each.
   */
  private static String behind(String of) {
    return "coalesce(max(%1$s) FILTER (WHERE before), '{}') || coalesce(max(%1$s) FILTER (WHERE NOT before), '{}')"
        .formatted(of);
  }

  /** How many customers there are, those that were merged away among them. */
  private static final String COUNT = "SELECT count(*) FROM customer";

  /** The customers after one, in the order of their ids. */
  private static final String NEXT =
      """
      SELECT customer_id FROM customer WHERE customer_id > $1 ORDER BY customer_id LIMIT $2
      """;

  /**
   * What groups of customers bought in all. Money is in the currency of most of the orders, as in a
   * customer's totals.
   */
  private static final String TOTALS =
      """
      WITH spent AS (
        SELECT g.id, d.currency, sum(d.orders)::integer AS orders, sum(d.net_minor)::bigint AS net_minor
        FROM unnest($1::uuid[], $2::uuid[]) g(id, customer_id) JOIN customer_purchase_day d USING (customer_id)
        GROUP BY 1, 2)
      SELECT id, sum(orders)::integer, (array_agg(net_minor ORDER BY orders DESC, currency))[1],
             (array_agg(currency ORDER BY orders DESC, currency))[1]
      FROM spent GROUP BY id
      """;

  /** What a group bought in all; money in the currency of most of the orders. */
  record Total(long orders, Money spent) {}

  Uni<Map<UUID, Total>> totals(SqlConnection connection, CustomerFigures.Groups groups) {
    return connection
        .preparedQuery(TOTALS)
        .execute(Tuple.of(groups.groups(), groups.customers()))
        .map(
            rows -> {
              Map<UUID, Total> totals = new HashMap<>();
              rows.forEach(
                  row ->
                      totals.put(
                          row.getUUID(0),
                          new Total(
                              row.getInteger(1), new Money(row.getLong(2), row.getString(3)))));
              return totals;
            });
  }

  /**
   * Brings customers up to date.
   *
   * @param since no order before it has changed since they were last; null when any may have
   */
  Uni<Void> rewrite(
      SqlConnection connection, List<UUID> customers, Instant since, Instant computedAt) {
    Instant from = since == null ? EVER : since.minus(2, ChronoUnit.DAYS);
    return connection
        .preparedQuery(REWRITE)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(computedAt), utc(from)))
        .replaceWithVoid();
  }

  Uni<Long> count(SqlConnection connection) {
    return connection.preparedQuery(COUNT).execute().map(rows -> rows.iterator().next().getLong(0));
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
}
