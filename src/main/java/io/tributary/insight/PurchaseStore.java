package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.CustomerFigures;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Rows of what customers bought. */
final class PurchaseStore {
  /**
   * Makes the customers' days what the orders say; rows that are right already are not written, so
   * that the nightly run over all customers leaves nothing to vacuum.
   */
  private static final String REWRITE_DAYS =
      """
      WITH moment AS (
        SELECT p.customer_id, o.ordered_at, o.currency, count(*) AS orders, sum(o.net_minor)::bigint AS net_minor
        FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id
        WHERE p.customer_id = ANY ($1)
        GROUP BY 1, 2, 3),
      bought AS MATERIALIZED (
        SELECT m.customer_id, (m.ordered_at AT TIME ZONE s.timezone)::date AS day, m.currency,
               sum(m.orders)::integer AS orders, sum(m.net_minor)::bigint AS net_minor,
               array_agg(m.ordered_at ORDER BY m.ordered_at) AS moments,
               array_agg(m.net_minor ORDER BY m.ordered_at) AS nets
        FROM moment m CROSS JOIN insight_setting s
        GROUP BY 1, 2, 3),
      gone AS (
        DELETE FROM customer_purchase_day d WHERE d.customer_id = ANY ($1) AND NOT EXISTS (
          SELECT FROM bought b
          WHERE b.customer_id = d.customer_id AND b.day = d.day AND b.currency = d.currency))
      INSERT INTO customer_purchase_day AS d (customer_id, day, currency, first_at, orders, net_minor, moments, nets)
      SELECT customer_id, day, currency, moments[1], orders, net_minor, moments, nets FROM bought
      ON CONFLICT (customer_id, day, currency) DO UPDATE SET
        first_at = excluded.first_at, orders = excluded.orders, net_minor = excluded.net_minor,
        moments = excluded.moments, nets = excluded.nets
      WHERE (d.orders, d.moments, d.nets) IS DISTINCT FROM (excluded.orders, excluded.moments, excluded.nets)
      """;

  /**
   * Makes the customers' totals what their days say. Money is in the currency of most of the
   * orders; of two with as many, the one that comes first in the alphabet.
   */
  private static final String REWRITE_TOTALS =
      """
      WITH spent AS MATERIALIZED (
        SELECT customer_id, currency, sum(orders)::integer AS orders, sum(net_minor)::bigint AS net_minor,
               min(first_at) AS first_at, max(moments[cardinality(moments)]) AS last_at
        FROM customer_purchase_day WHERE customer_id = ANY ($1)
        GROUP BY 1, 2),
      days AS (
        SELECT customer_id, count(DISTINCT day)::integer AS days
        FROM customer_purchase_day WHERE customer_id = ANY ($1)
        GROUP BY 1),
      bought AS (
        SELECT customer_id, sum(orders)::integer AS orders, min(first_at) AS first_at, max(last_at) AS last_at,
               (array_agg(currency ORDER BY orders DESC, currency))[1] AS currency,
               (array_agg(net_minor ORDER BY orders DESC, currency))[1] AS net_minor
        FROM spent GROUP BY 1),
      gone AS (
        DELETE FROM customer_purchases t WHERE t.customer_id = ANY ($1)
          AND NOT EXISTS (SELECT FROM spent s WHERE s.customer_id = t.customer_id))
      INSERT INTO customer_purchases AS t (customer_id, orders, purchase_days, first_purchase_at, last_purchase_at,
                                           currency, net_minor, computed_at)
      SELECT customer_id, orders, days, first_at, last_at, currency, net_minor, $2 FROM bought JOIN days USING (customer_id)
      ON CONFLICT (customer_id) DO UPDATE SET
        orders = excluded.orders, purchase_days = excluded.purchase_days,
        first_purchase_at = excluded.first_purchase_at, last_purchase_at = excluded.last_purchase_at,
        currency = excluded.currency, net_minor = excluded.net_minor, computed_at = excluded.computed_at
      WHERE (t.orders, t.purchase_days, t.first_purchase_at, t.last_purchase_at, t.currency, t.net_minor)
        IS DISTINCT FROM (excluded.orders, excluded.purchase_days, excluded.first_purchase_at,
                          excluded.last_purchase_at, excluded.currency, excluded.net_minor)
      """;

  /**
   * Makes the customers' origins what their first purchases say. What breaks a tie is what the
   * channel sent, not the order in which it arrived.
   */
  private static final String REWRITE_ORIGINS =
      """
      WITH first AS MATERIALIZED (
        SELECT DISTINCT ON (t.customer_id) t.customer_id, coalesce(o.channel, s.name) AS channel, o.source_id, o.store_id,
               (SELECT coalesce(l.category, r.category) FROM order_line l LEFT JOIN product r ON r.sku = l.sku
                WHERE l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
                ORDER BY l.amount_minor DESC, l.sku, l.category LIMIT 1) AS category
        FROM customer_purchases t JOIN profile p ON p.customer_id = t.customer_id
        JOIN counted_order o ON o.profile_id = p.profile_id AND o.ordered_at = t.first_purchase_at
        JOIN source s ON s.source_id = o.source_id LEFT JOIN store e ON e.store_id = o.store_id
        WHERE t.customer_id = ANY ($1)
        ORDER BY t.customer_id, 2, s.name, e.code, 5),
      gone AS (
        DELETE FROM customer_origin g WHERE g.customer_id = ANY ($1)
          AND NOT EXISTS (SELECT FROM first f WHERE f.customer_id = g.customer_id))
      INSERT INTO customer_origin AS g (customer_id, channel, source_id, store_id, category)
      SELECT customer_id, channel, source_id, store_id, category FROM first
      ON CONFLICT (customer_id) DO UPDATE SET channel = excluded.channel, source_id = excluded.source_id,
        store_id = excluded.store_id, category = excluded.category
      WHERE (g.channel, g.source_id, g.store_id, g.category)
        IS DISTINCT FROM (excluded.channel, excluded.source_id, excluded.store_id, excluded.category)
      """;

  /** How many customers there are, those that were merged away among them. */
  private static final String COUNT = "SELECT count(*) FROM customer";

  /** The customers after one, in the order of their ids. */
  private static final String NEXT =
      """
      SELECT customer_id FROM customer WHERE customer_id > $1 ORDER BY customer_id LIMIT $2
      """;

  /** Customers' figures, one row for each currency they paid in, and today's local date. */
  private static final String METRICS =
      """
      SELECT t.customer_id, t.orders, t.purchase_days, t.first_purchase_at, t.last_purchase_at,
             (t.last_purchase_at AT TIME ZONE s.timezone)::date AS last_day,
             ($2::timestamptz AT TIME ZONE s.timezone)::date AS today,
             d.currency, sum(d.net_minor)::bigint AS net_minor
      FROM customer_purchases t JOIN customer_purchase_day d ON d.customer_id = t.customer_id
      CROSS JOIN insight_setting s
      WHERE t.customer_id = ANY ($1)
      GROUP BY t.customer_id, s.timezone, d.currency
      ORDER BY t.customer_id, d.currency
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

  Uni<Void> rewriteDays(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(REWRITE_DAYS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  Uni<Void> rewriteTotals(SqlConnection connection, List<UUID> customers, Instant computedAt) {
    return connection
        .preparedQuery(REWRITE_TOTALS)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(computedAt)))
        .replaceWithVoid();
  }

  Uni<Void> rewriteOrigins(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(REWRITE_ORIGINS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
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

  /** Figures by customer; a customer who bought nothing is missing. */
  Uni<Map<UUID, CustomerMetrics>> metrics(
      SqlConnection connection, List<UUID> customers, Instant now) {
    return connection
        .preparedQuery(METRICS)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(now)))
        .map(
            rows -> {
              Map<UUID, List<Money>> spent = new HashMap<>();
              Map<UUID, Row> totals = new HashMap<>();
              for (Row row : rows) {
                totals.put(row.getUUID(0), row);
                spent
                    .computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
                    .add(new Money(row.getLong(8), row.getString(7)));
              }
              Map<UUID, CustomerMetrics> metrics = new HashMap<>();
              totals.forEach((id, row) -> metrics.put(id, metrics(row, spent.get(id))));
              return metrics;
            });
  }

  private static CustomerMetrics metrics(Row row, List<Money> spent) {
    LocalDate lastDay = row.getLocalDate(5);
    return CustomerMetrics.of(
        row.getUUID(0),
        row.getInteger(1),
        row.getInteger(2),
        spent,
        row.getOffsetDateTime(3),
        row.getOffsetDateTime(4),
        (int) ChronoUnit.DAYS.between(lastDay, row.getLocalDate(6)));
  }
}
