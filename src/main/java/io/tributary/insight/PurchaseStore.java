package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
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
      WITH bought AS MATERIALIZED (
        SELECT p.customer_id, (o.ordered_at AT TIME ZONE s.timezone)::date AS day, o.currency,
               count(*)::integer AS orders, sum(o.net_minor)::bigint AS net_minor,
               array_agg(DISTINCT o.ordered_at ORDER BY o.ordered_at) AS moments
        FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id CROSS JOIN insight_setting s
        WHERE p.customer_id = ANY ($1)
        GROUP BY 1, 2, 3),
      gone AS (
        DELETE FROM customer_purchase_day d WHERE d.customer_id = ANY ($1) AND NOT EXISTS (
          SELECT FROM bought b
          WHERE b.customer_id = d.customer_id AND b.day = d.day AND b.currency = d.currency))
      INSERT INTO customer_purchase_day AS d (customer_id, day, currency, first_at, orders, net_minor, moments)
      SELECT customer_id, day, currency, moments[1], orders, net_minor, moments FROM bought
      ON CONFLICT (customer_id, day, currency) DO UPDATE SET
        first_at = excluded.first_at, orders = excluded.orders, net_minor = excluded.net_minor, moments = excluded.moments
      WHERE (d.orders, d.net_minor, d.moments) IS DISTINCT FROM (excluded.orders, excluded.net_minor, excluded.moments)
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
        row.getInteger(1),
        row.getInteger(2),
        spent,
        row.getOffsetDateTime(3),
        row.getOffsetDateTime(4),
        (int) ChronoUnit.DAYS.between(lastDay, row.getLocalDate(6)));
  }
}
