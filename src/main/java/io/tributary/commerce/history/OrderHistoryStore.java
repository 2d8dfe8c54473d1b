package io.tributary.commerce.history;

import io.smallrye.mutiny.Uni;
import io.tributary.commerce.OrderStatus;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Reads orders, lines and returns; each statement for any number of customers or orders. */
@ApplicationScoped
class OrderHistoryStore {
  /** After every order: where the first page begins. */
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

  private static final UUID LAST = new UUID(-1, -1);

  private static final String ORDER =
      """
      o.profile_id, o.ordered_at, o.order_id, o.source_id, o.store_id, o.external_id, o.status, o.counts, o.channel,
      o.currency, o.total_minor, o.shipping_minor, o.tax_minor, o.discount_minor, o.points_minor, o.refunded_minor,
      CASE WHEN o.counts THEN o.net_minor ELSE 0 END AS net_minor,
      COALESCE(o.quantity, NULLIF(o.lines_quantity, 0)) AS quantity, o.delivered_at
      """;

  /**
   * The newest orders of customers before a point, so many of each: of each profile that many from
   * its index, newest month first, and of these the newest. What is an array comes out of a
   * subquery, here and below: a plan that knows how many there are looks cheaper than one for any
   * number, so PostgreSQL would plan two dozen months anew each time.
   */
  private static final String OF_CUSTOMERS =
      """
      SELECT n.* FROM unnest((SELECT $1::uuid[])) c(id)
      CROSS JOIN LATERAL (
        SELECT c.id AS customer_id, b.* FROM profile p
        CROSS JOIN LATERAL (
          SELECT %s FROM valued_order o
          WHERE o.profile_id = p.profile_id AND o.ordered_at <= $2 AND (o.ordered_at, o.order_id) < ($2, $3)
            AND ($5::text IS NULL OR o.store_id = (SELECT s.store_id FROM store s WHERE s.code = $5))
          ORDER BY o.ordered_at DESC, o.order_id DESC LIMIT $4) b
        WHERE p.customer_id = c.id
        ORDER BY b.ordered_at DESC, b.order_id DESC LIMIT $4) n
      """
          .formatted(ORDER);

  /** Orders by key, each from its own month. */
  private static final String BY_KEYS =
      """
      SELECT n.* FROM unnest((SELECT $1::uuid[]), (SELECT $2::timestamptz[]), (SELECT $3::uuid[])) k(p, a, i)
      CROSS JOIN LATERAL (
        SELECT %s FROM valued_order o
        WHERE o.profile_id = k.p AND o.ordered_at = k.a AND o.order_id = k.i LIMIT 1) n
      """
          .formatted(ORDER);

  /** An order by nothing but its id: looks into the index of every month. */
  private static final String BY_ID =
      "SELECT " + ORDER + " FROM valued_order o WHERE o.order_id = $1";

  /** The lines of orders, at most 1,000 of each. */
  private static final String LINES =
      """
      SELECT n.* FROM unnest((SELECT $1::uuid[]), (SELECT $2::timestamptz[]), (SELECT $3::uuid[])) k(p, a, i)
      CROSS JOIN LATERAL (
        SELECT l.order_id, l.line_key, l.sku, l.name, l.category, l.quantity, l.amount_minor, l.discount_minor
        FROM order_line l WHERE l.profile_id = k.p AND l.ordered_at = k.a AND l.order_id = k.i
        ORDER BY l.line_id LIMIT 1000) n
      """;

  private static final String RETURN =
      """
      r.profile_id, r.ordered_at, r.order_id, r.return_id, r.external_id, r.returned_at, r.currency, r.amount_minor,
      r.whole, r.sku, r.quantity, r.reason
      """;

  /** The returns of orders, at most 1,000 of each; the order tells the months to look into. */
  private static final String RETURNS =
      """
      SELECT n.* FROM unnest((SELECT $1::uuid[]), (SELECT $2::timestamptz[]), (SELECT $3::uuid[])) k(p, a, i)
      CROSS JOIN LATERAL (
        SELECT o.first_returned_at, o.last_returned_at FROM customer_order o
        WHERE o.profile_id = k.p AND o.ordered_at = k.a AND o.order_id = k.i LIMIT 1) o
      CROSS JOIN LATERAL (
        SELECT %s FROM order_return r
        WHERE r.profile_id = k.p AND r.order_id = k.i
          AND r.returned_at BETWEEN o.first_returned_at AND o.last_returned_at
        ORDER BY r.returned_at, r.return_id LIMIT 1000) n
      """
          .formatted(RETURN);

  private static final String RETURN_BY_ID =
      "SELECT " + RETURN + " FROM order_return r WHERE r.return_id = $1";

  private final Tx tx;

  OrderHistoryStore(Tx tx) {
    this.tx = tx;
  }

  /**
   * The newest orders of customers; before a point, or from the newest on when it is null.
   *
   * @param onlyStore the code of the store whose sales are meant; null for all
   */
  Uni<Map<UUID, List<Order>>> ofCustomers(
      Collection<UUID> customers, Instant before, UUID beforeId, int limit, String onlyStore) {
    return tx.read(
            connection ->
                connection
                    .preparedQuery(OF_CUSTOMERS)
                    .execute(
                        Tuple.of(
                            customers.toArray(UUID[]::new),
                            FactKeys.utc(before == null ? END : before),
                            beforeId == null ? LAST : beforeId,
                            limit,
                            onlyStore)))
        .map(rows -> grouped(rows, "customer_id", OrderHistoryStore::order));
  }

  Uni<Map<OrderKey, Order>> byKeys(List<OrderKey> keys) {
    return tx.read(connection -> connection.preparedQuery(BY_KEYS).execute(keys(keys)))
        .map(
            rows -> {
              Map<OrderKey, Order> orders = new HashMap<>();
              for (Row row : rows) {
                Order order = order(row);
                orders.put(order.key(), order);
              }
              return orders;
            });
  }

  Uni<Order> byId(UUID id) {
    return first(BY_ID, id, OrderHistoryStore::order);
  }

  Uni<Map<UUID, List<OrderLine>>> lines(List<Order> orders) {
    Map<UUID, String> currencies = new HashMap<>();
    orders.forEach(order -> currencies.put(order.key().orderId(), order.total().currency()));
    return tx.read(
            connection ->
                connection
                    .preparedQuery(LINES)
                    .execute(keys(orders.stream().map(Order::key).distinct().toList())))
        .map(
            rows ->
                grouped(
                    rows, "order_id", row -> line(row, currencies.get(row.getUUID("order_id")))));
  }

  Uni<Map<UUID, List<OrderReturn>>> returns(List<Order> orders) {
    return tx.read(
            connection ->
                connection
                    .preparedQuery(RETURNS)
                    .execute(keys(orders.stream().map(Order::key).distinct().toList())))
        .map(rows -> grouped(rows, "order_id", OrderHistoryStore::orderReturn));
  }

  Uni<OrderReturn> returnById(UUID id) {
    return first(RETURN_BY_ID, id, OrderHistoryStore::orderReturn);
  }

  private <T> Uni<T> first(String sql, UUID id, Function<Row, T> reader) {
    return tx.read(connection -> connection.preparedQuery(sql).execute(Tuple.of(id)))
        .map(rows -> rows.size() == 0 ? null : reader.apply(rows.iterator().next()));
  }

  private static Tuple keys(List<OrderKey> keys) {
    return Columns.of(keys)
        .uuids(OrderKey::profileId)
        .times(OrderKey::orderedAt)
        .uuids(OrderKey::orderId)
        .tuple();
  }

  private static OrderKey key(Row row) {
    return new OrderKey(
        row.getUUID("profile_id"),
        row.getOffsetDateTime("ordered_at").toInstant(),
        row.getUUID("order_id"));
  }

  private static Order order(Row row) {
    return new Order(
        key(row),
        row.getUUID("source_id"),
        row.getUUID("store_id"),
        row.getString("external_id"),
        row.getOffsetDateTime("ordered_at"),
        OrderStatus.valueOf(row.getString("status")),
        row.getBoolean("counts"),
        row.getString("channel"),
        money(row, "total_minor"),
        money(row, "shipping_minor"),
        money(row, "tax_minor"),
        money(row, "discount_minor"),
        money(row, "points_minor"),
        money(row, "refunded_minor"),
        money(row, "net_minor"),
        number(row, "quantity"),
        row.getOffsetDateTime("delivered_at"));
  }

  private static OrderLine line(Row row, String currency) {
    return new OrderLine(
        row.getString("line_key"),
        row.getString("sku"),
        row.getString("name"),
        row.getString("category"),
        number(row, "quantity"),
        new Money(row.getLong("amount_minor"), currency),
        new Money(row.getLong("discount_minor"), currency));
  }

  private static OrderReturn orderReturn(Row row) {
    return new OrderReturn(
        row.getUUID("return_id"),
        key(row),
        row.getString("external_id"),
        row.getOffsetDateTime("returned_at"),
        money(row, "amount_minor"),
        row.getBoolean("whole"),
        row.getString("sku"),
        number(row, "quantity"),
        row.getString("reason"));
  }

  private static Money money(Row row, String column) {
    return new Money(row.getLong(column), row.getString("currency"));
  }

  /** A quantity as people write it: 2 rather than 2.000. */
  private static BigDecimal number(Row row, String column) {
    BigDecimal number = row.getBigDecimal(column);
    return number == null ? null : new BigDecimal(number.stripTrailingZeros().toPlainString());
  }

  private static <T> Map<UUID, List<T>> grouped(
      RowSet<Row> rows, String by, Function<Row, T> reader) {
    Map<UUID, List<T>> groups = new HashMap<>();
    for (Row row : rows) {
      groups.computeIfAbsent(row.getUUID(by), id -> new ArrayList<>()).add(reader.apply(row));
    }
    return groups;
  }
}
