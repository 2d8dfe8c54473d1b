package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The tables of lines and returns, written a batch at a time while holding the orders' keys. */
final class OrderPartStore {
  private static final String INSERT_LINES =
      """
      INSERT INTO order_line (profile_id, ordered_at, order_id, line_id, line_key, sku, name, category, quantity,
        amount_minor, discount_minor)
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::numeric[], $10::bigint[], $11::bigint[])
      """;

  private static final String INSERT_RETURNS =
      """
      INSERT INTO order_return (profile_id, returned_at, return_id, source_id, external_id, order_id, ordered_at,
        currency, amount_minor, whole, sku, quantity, reason, recorded_at)
      SELECT p, a, i, $1, e, o, oa, c, m, w, s, q, r, $2
      FROM unnest($3::uuid[], $4::timestamptz[], $5::uuid[], $6::text[], $7::uuid[], $8::timestamptz[], $9::text[],
        $10::bigint[], $11::boolean[], $12::text[], $13::numeric[], $14::text[])
        v(p, a, i, e, o, oa, c, m, w, s, q, r)
      """;

  /** The first return that named no amount gets the rest, any further one nothing. */
  private static final String SET_WHOLE_RETURNS =
      """
      WITH whole AS (
        SELECT r.profile_id, r.returned_at, r.return_id,
               CASE WHEN row_number() OVER (PARTITION BY r.order_id ORDER BY r.returned_at, r.external_id, r.sku) = 1
                    THEN v.rest ELSE 0 END AS amount
        FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[]) v(p, o, rest, f, l)
        JOIN order_return r ON r.profile_id = v.p AND r.order_id = v.o AND r.returned_at BETWEEN v.f AND v.l
        WHERE r.whole)
      UPDATE order_return r SET amount_minor = w.amount FROM whole w
      WHERE r.profile_id = w.profile_id AND r.returned_at = w.returned_at AND r.return_id = w.return_id
        AND r.amount_minor <> w.amount
      """;

  private OrderPartStore() {}

  static Uni<Void> insertLines(SqlConnection connection, List<OpenOrder.NewLine> lines) {
    return Columns.of(lines)
        .uuids(line -> line.order().profileId())
        .times(line -> line.order().orderedAt())
        .uuids(line -> line.order().orderId())
        .uuids(OpenOrder.NewLine::id)
        .texts(line -> FactRule.key(line.line()))
        .texts(line -> line.line().sku())
        .texts(line -> line.line().name())
        .texts(line -> line.line().category())
        .numbers(line -> line.line().quantity())
        .longs(line -> line.line().amountMinor())
        .longs(line -> line.line().discountMinor())
        .execute(connection, INSERT_LINES);
  }

  static Uni<Void> insertReturns(
      SqlConnection connection, UUID source, Instant now, List<OpenOrder.NewReturn> returns) {
    return Columns.after(Tuple.of(source, FactKeys.utc(now)), returns)
        .uuids(one -> one.order().profileId())
        .times(one -> one.fact().returnedAt())
        .uuids(OpenOrder.NewReturn::id)
        .texts(one -> one.fact().externalId())
        .uuids(one -> one.order().orderId())
        .times(one -> one.order().orderedAt())
        .texts(one -> one.order().header().currency())
        .longs(one -> one.fact().amountMinor() == null ? 0L : one.fact().amountMinor())
        .flags(one -> one.fact().amountMinor() == null)
        .texts(one -> one.fact().sku())
        .numbers(one -> one.fact().quantity())
        .texts(one -> one.fact().reason())
        .execute(connection, INSERT_RETURNS);
  }

  /** Sets the amounts of returns that named none, for orders on which something changed. */
  static Uni<Void> setWholeReturns(SqlConnection connection, List<OrderState> orders) {
    return Columns.of(orders)
        .uuids(OrderState::profileId)
        .uuids(OrderState::orderId)
        .longs(OrderState::restMinor)
        .times(order -> order.returns().firstAt())
        .times(order -> order.returns().lastAt())
        .execute(connection, SET_WHOLE_RETURNS);
  }
}
