package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What customers bought in all, to read. */
final class CustomerMetricsStore {
  /**
   * Customers' stored figures, one row for each currency they paid in, and the local date of $2.
   * Out of a subquery the customers are planned for once, as those of a page of customers are.
   */
  private static final String STORED =
      """
      SELECT t.customer_id, t.orders, t.purchase_days, t.first_purchase_at, t.last_purchase_at,
             (t.last_purchase_at AT TIME ZONE s.timezone)::date, ($2::timestamptz AT TIME ZONE s.timezone)::date,
             d.currency, sum(d.net_minor)::bigint, t.computed_at
      FROM customer_purchases t JOIN customer_purchase_day d ON d.customer_id = t.customer_id
      CROSS JOIN insight_setting s
      WHERE t.customer_id = ANY ((SELECT $1::uuid[])::uuid[])
      GROUP BY t.customer_id, s.timezone, d.currency
      ORDER BY t.customer_id, d.currency
      """;

  /**
   * The same of what they had bought before $2, of a day that it cuts in two the part before. $3 is
   * when it is computed.
   */
  private static final String AS_OF =
      """
      WITH bought AS (
        SELECT d.customer_id, d.day, d.currency, d.first_at, orders_before(d.orders, d.moments, $2::timestamptz) AS orders,
               l.at AS last_at, l.net
        FROM customer_purchase_day d
        CROSS JOIN LATERAL (SELECT max(at) AS at, sum(net) AS net FROM unnest(d.moments, d.nets) u(at, net) WHERE at < $2) l
        WHERE d.customer_id = ANY ($1) AND d.first_at < $2),
      total AS (
        SELECT customer_id, sum(orders)::integer AS orders, count(DISTINCT day)::integer AS days, min(first_at) AS first_at,
               max(last_at) AS last_at
        FROM bought GROUP BY 1)
      SELECT t.customer_id, t.orders, t.days, t.first_at, t.last_at, (t.last_at AT TIME ZONE s.timezone)::date,
             ($2 AT TIME ZONE s.timezone)::date, b.currency, sum(b.net)::bigint, $3::timestamptz
      FROM total t JOIN bought b ON b.customer_id = t.customer_id CROSS JOIN insight_setting s
      GROUP BY t.customer_id, t.orders, t.days, t.first_at, t.last_at, s.timezone, b.currency
      ORDER BY t.customer_id, b.currency
      """;

  /** Stored figures by customer; a customer who bought nothing is missing. */
  Uni<Map<UUID, CustomerMetrics>> stored(
      SqlConnection connection, List<UUID> customers, Instant now) {
    return connection
        .preparedQuery(STORED)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(now)))
        .map(rows -> metrics(rows, now));
  }

  /**
   * Figures by customer of what was bought before an instant; who had bought nothing is missing.
   */
  Uni<Map<UUID, CustomerMetrics>> asOf(
      SqlConnection connection, List<UUID> customers, Instant asOf, Instant now) {
    return connection
        .preparedQuery(AS_OF)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(asOf), utc(now)))
        .map(rows -> metrics(rows, asOf));
  }

  private static Map<UUID, CustomerMetrics> metrics(RowSet<Row> rows, Instant asOf) {
    Map<UUID, List<Money>> spent = new HashMap<>();
    Map<UUID, Row> totals = new HashMap<>();
    for (Row row : rows) {
      totals.put(row.getUUID(0), row);
      spent
          .computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
          .add(new Money(row.getLong(8), row.getString(7)));
    }
    Map<UUID, CustomerMetrics> metrics = new HashMap<>();
    totals.forEach((id, row) -> metrics.put(id, metrics(row, spent.get(id), utc(asOf))));
    return metrics;
  }

  private static CustomerMetrics metrics(Row row, List<Money> spent, OffsetDateTime asOf) {
    LocalDate lastDay = row.getLocalDate(5);
    return CustomerMetrics.of(
        row.getUUID(0),
        row.getInteger(1),
        row.getInteger(2),
        spent,
        row.getOffsetDateTime(3),
        row.getOffsetDateTime(4),
        (int) ChronoUnit.DAYS.between(lastDay, row.getLocalDate(6)),
        asOf,
        row.getOffsetDateTime(9));
  }
}
