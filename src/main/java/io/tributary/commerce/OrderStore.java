package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The tables of orders, lines and returns, written a batch at a time. */
final class OrderStore {
  /**
   * Locks the keys of known orders, in the order of their hashes. An order's key is the lock on all
   * that hangs on it: whoever changes an order, adds a line, a return or something that waits,
   * holds it. Answers them as they stand once the lock is had.
   */
  private static final String LOCK =
      """
      SELECT key_hash, profile_id, fact_id, occurred_at, content
      FROM fact_key WHERE key_hash = ANY($1) ORDER BY key_hash FOR UPDATE
      """;

  /** The orders behind keys; each look-up goes to one partition. */
  private static final String LOAD =
      """
      SELECT o.* FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[]) k(h, p, a, i)
      CROSS JOIN LATERAL (
        SELECT k.h, order_id, profile_id, ordered_at, external_id, status, channel, store_id, currency, total_minor,
               shipping_minor, tax_minor, discount_minor, points_minor, quantity, total_from_lines, lines_minor,
               lines_quantity, returned_minor, returned_whole, first_returned_at, last_returned_at,
               delivered_at
        FROM customer_order WHERE profile_id = k.p AND ordered_at = k.a AND order_id = k.i LIMIT 1) o
      """;

  /** The customers of profiles, to tell whether two rows of one order mean the same person. */
  private static final String CUSTOMERS =
      "SELECT profile_id, customer_id FROM profile WHERE profile_id = ANY($1)";

  /** Inserts orders, and remembers which profiles ordered before anybody knew whose they are. */
  private static final String INSERT_ORDERS =
      """
      WITH nobody AS (
        INSERT INTO anonymous_buyer (profile_id)
        SELECT profile_id FROM profile WHERE profile_id = ANY ($3::uuid[]) AND customer_id IS NULL
        ON CONFLICT DO NOTHING)
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel, store_id,
        currency, total_minor, shipping_minor, tax_minor, discount_minor, points_minor, refunded_minor, quantity,
        total_from_lines, lines_minor, lines_quantity, returned_minor, returned_whole, first_returned_at,
        last_returned_at, delivered_at, changed_at, recorded_at)
      SELECT p, a, i, $1, e, s, c, st, cu, t, sh, ta, d, po, r, q, fl, lm, lq, rm, rw, fr, lr, de, $2, $2
      FROM unnest($3::uuid[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[],
        $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
        $17::numeric[], $18::boolean[], $19::bigint[], $20::numeric[], $21::bigint[], $22::boolean[],
        $23::timestamptz[], $24::timestamptz[], $25::timestamptz[])
        v(p, a, i, e, s, c, st, cu, t, sh, ta, d, po, r, q, fl, lm, lq, rm, rw, fr, lr, de)
      """;

  private static final String UPDATE_ORDERS =
      """
      UPDATE customer_order o SET status = v.s, channel = v.c, store_id = v.st, total_minor = v.t,
        shipping_minor = v.sh, tax_minor = v.ta, discount_minor = v.d, points_minor = v.po, refunded_minor = v.r,
        quantity = v.q, total_from_lines = v.fl, lines_minor = v.lm, lines_quantity = v.lq, returned_minor = v.rm,
        returned_whole = v.rw, first_returned_at = v.fr, last_returned_at = v.lr, delivered_at = v.de,
        changed_at = $1
      FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[],
        $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
        $16::numeric[], $17::boolean[], $18::bigint[], $19::numeric[], $20::bigint[], $21::boolean[],
        $22::timestamptz[], $23::timestamptz[], $24::timestamptz[])
        v(p, a, i, e, s, c, st, cu, t, sh, ta, d, po, r, q, fl, lm, lq, rm, rw, fr, lr, de)
      WHERE o.profile_id = v.p AND o.ordered_at = v.a AND o.order_id = v.i
      """;

  /** Says of keys whose and when they are, once that is known. */
  private static final String SETTLE =
      """
      UPDATE fact_key f SET profile_id = v.p, occurred_at = v.a, content = COALESCE(v.c, f.content)
      FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[]) v(h, p, a, c) WHERE f.key_hash = v.h
      """;

  private OrderStore() {}

  /** What is now known of a key; content null leaves it. */
  record Settled(UUID key, UUID profileId, Instant at, UUID content) {}

  static Uni<Map<UUID, FactKeys.Key>> lock(SqlConnection connection, Collection<UUID> keys) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.tuple().addArrayOfUUID(keys.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, FactKeys.Key> locked = new HashMap<>();
              for (Row row : rows) {
                UUID hash = row.getUUID(0);
                locked.put(
                    hash,
                    new FactKeys.Key(
                        hash, row.getUUID(1), row.getUUID(2), instant(row, 3), row.getUUID(4)));
              }
              return locked;
            });
  }

  static Uni<Map<UUID, OrderState>> load(SqlConnection connection, List<FactKeys.Key> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    Tuple values =
        Columns.of(keys)
            .uuids(FactKeys.Key::hash)
            .uuids(FactKeys.Key::profileId)
            .times(FactKeys.Key::occurredAt)
            .uuids(FactKeys.Key::factId)
            .tuple();
    return connection
        .preparedQuery(LOAD)
        .execute(values)
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> state(row)));
  }

  private static OrderState state(Row row) {
    OrderHeader header =
        new OrderHeader(
            OrderStatus.valueOf(row.getString("status")),
            row.getString("channel"),
            row.getUUID("store_id"),
            row.getString("currency"),
            row.getBoolean("total_from_lines") ? 0 : row.getLong("total_minor"),
            row.getLong("shipping_minor"),
            row.getLong("tax_minor"),
            row.getLong("discount_minor"),
            row.getLong("points_minor"),
            number(row, "quantity"),
            row.getBoolean("total_from_lines"));
    return new OrderState(
        row.getUUID("order_id"),
        row.getUUID("profile_id"),
        instant(row, 3),
        row.getString("external_id"),
        header,
        new OrderState.Lines(row.getLong("lines_minor"), number(row, "lines_quantity")),
        new OrderState.Returns(
            row.getLong("returned_minor"),
            row.getBoolean("returned_whole"),
            instant(row, 20),
            instant(row, 21)),
        instant(row, 22));
  }

  /** Profiles without a customer are missing from the answer. */
  static Uni<Map<UUID, UUID>> customers(SqlConnection connection, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.tuple().addArrayOfUUID(profiles.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, UUID> customers = new HashMap<>();
              for (Row row : rows) {
                if (row.getUUID(1) != null) {
                  customers.put(row.getUUID(0), row.getUUID(1));
                }
              }
              return customers;
            });
  }

  static Uni<Void> insertOrders(
      SqlConnection connection, UUID source, Instant now, List<OrderState> orders) {
    Tuple first = Tuple.of(source, FactKeys.utc(now));
    return orderColumns(Columns.after(first, orders)).execute(connection, INSERT_ORDERS);
  }

  static Uni<Void> updateOrders(SqlConnection connection, Instant now, List<OrderState> orders) {
    Tuple first = Tuple.of(FactKeys.utc(now));
    return orderColumns(Columns.after(first, orders)).execute(connection, UPDATE_ORDERS);
  }

  private static Columns<OrderState> orderColumns(Columns<OrderState> columns) {
    return columns
        .uuids(OrderState::profileId)
        .times(OrderState::orderedAt)
        .uuids(OrderState::orderId)
        .texts(OrderState::externalId)
        .texts(order -> order.header().status().name())
        .texts(order -> order.header().channel())
        .uuids(order -> order.header().storeId())
        .texts(order -> order.header().currency())
        .longs(OrderState::totalMinor)
        .longs(order -> order.header().shippingMinor())
        .longs(order -> order.header().taxMinor())
        .longs(order -> order.header().discountMinor())
        .longs(order -> order.header().pointsMinor())
        .longs(OrderState::refundedMinor)
        .numbers(order -> order.header().quantity())
        .flags(order -> order.header().fromLines())
        .longs(order -> order.lines().amountMinor())
        .numbers(order -> order.lines().quantity())
        .longs(order -> order.returns().amountMinor())
        .flags(order -> order.returns().whole())
        .times(order -> order.returns().firstAt())
        .times(order -> order.returns().lastAt())
        .times(OrderState::deliveredAt);
  }

  static Uni<Void> settle(SqlConnection connection, List<Settled> keys) {
    return Columns.of(keys)
        .uuids(Settled::key)
        .uuids(Settled::profileId)
        .times(Settled::at)
        .uuids(Settled::content)
        .execute(connection, SETTLE);
  }

  private static Instant instant(Row row, int column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static BigDecimal number(Row row, String column) {
    BigDecimal number = row.getBigDecimal(column);
    return number == null ? null : number.stripTrailingZeros();
  }
}
