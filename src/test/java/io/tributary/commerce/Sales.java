package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import io.tributary.platform.Outcome;
import io.tributary.platform.Partitions;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Sends sales in as an intake would, and shows what the tables then hold. */
@ApplicationScoped
class Sales {
  static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  static final Instant LATER = Instant.parse("2024-04-02T09:30:00Z");

  private final Tx tx;
  private final Orders orders;
  private final Partitions partitions;

  Sales(Tx tx, Orders orders, Partitions partitions) {
    this.tx = tx;
    this.orders = orders;
    this.partitions = partitions;
  }

  List<Outcome> append(Source source, OrderFact... facts) {
    return appending(source, List.of(facts)).await().indefinitely();
  }

  Uni<List<Outcome>> appending(Source source, List<OrderFact> facts) {
    return months(facts.stream().map(OrderFact::orderedAt).toList())
        .chain(() -> tx.write(connection -> orders.append(connection, source, facts)));
  }

  List<Outcome> lines(Source source, LineFact... facts) {
    return addingLines(source, List.of(facts)).await().indefinitely();
  }

  Uni<List<Outcome>> addingLines(Source source, List<LineFact> facts) {
    return months(facts.stream().map(LineFact::orderedAt).toList())
        .chain(() -> tx.write(connection -> orders.appendLines(connection, source, facts)));
  }

  List<Outcome> returns(Source source, ReturnFact... facts) {
    return returning(source, List.of(facts)).await().indefinitely();
  }

  Uni<List<Outcome>> returning(Source source, List<ReturnFact> facts) {
    return months(facts.stream().map(ReturnFact::returnedAt).toList())
        .chain(() -> tx.write(connection -> orders.appendReturns(connection, source, facts)));
  }

  Outcome cancel(Source source, String order) {
    return cancelling(source, order).await().indefinitely();
  }

  Uni<Outcome> cancelling(Source source, String order) {
    return tx.write(connection -> orders.cancel(connection, source, order, LATER));
  }

  Outcome deliver(Source source, String order, Instant at) {
    return delivering(source, order, at).await().indefinitely();
  }

  Uni<Outcome> delivering(Source source, String order, Instant at) {
    return tx.write(connection -> orders.deliver(connection, source, order, at));
  }

  private Uni<Void> months(List<Instant> instants) {
    return partitions.ensure(
        instants.stream().filter(at -> at != null && !at.isBefore(Partitions.EARLIEST)).toList());
  }

  static List<Outcome.Kind> kinds(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::kind).toList();
  }

  /** A paid order over a total, without lines. */
  static OrderFact order(UUID profile, String id, long total) {
    return order(profile, id, OrderStatus.PAID, total, List.of());
  }

  static OrderFact order(
      UUID profile, String id, OrderStatus status, long total, List<OrderFact.Line> lines) {
    return new OrderFact(
        profile, id, NOON, status, null, null, "CNY", total, 0, 0, 0, 0, null, lines, null);
  }

  static OrderFact.Line item(String key, long amount) {
    return new OrderFact.Line(key, key, "the " + key, null, BigDecimal.ONE, amount, 0);
  }

  /** A line that knows no more than its order's id. */
  static LineFact line(String order, String key, long amount) {
    return new LineFact(null, order, null, null, null, null, item(key, amount));
  }

  /** A line that an order can be made from. */
  static LineFact line(UUID profile, String order, String key, long amount) {
    return new LineFact(profile, order, NOON, "CNY", null, null, item(key, amount));
  }

  static ReturnFact giveBack(String id, String order, Long amount) {
    return new ReturnFact(id, order, LATER, null, amount, null, null, null);
  }

  /** All that a source's sales have come to, without ids and times that differ between runs. */
  static List<String> tables(Source source) {
    String of = "WHERE o.source_id = '" + source.uuid() + "'";
    List<String> all = new ArrayList<>();
    all.addAll(
        TestDatabase.rows(
            """
            SELECT 'order', o.external_id, o.ordered_at, o.status, o.channel, s.code, o.currency, o.total_minor,
                   o.shipping_minor, o.tax_minor, o.discount_minor, o.points_minor, o.refunded_minor,
                   o.quantity::float8, o.total_from_lines, o.lines_minor, o.lines_quantity::float8, o.returned_minor,
                   o.returned_whole, o.first_returned_at, o.last_returned_at, o.delivered_at
            FROM customer_order o LEFT JOIN store s USING (store_id) %s ORDER BY o.external_id
            """
                .formatted(of)));
    all.addAll(
        TestDatabase.rows(
            """
            SELECT 'line', o.external_id, l.line_key, l.sku, l.name, l.quantity::float8, l.amount_minor, l.discount_minor
            FROM order_line l JOIN customer_order o USING (profile_id, ordered_at, order_id) %s
            ORDER BY o.external_id, l.line_key
            """
                .formatted(of)));
    all.addAll(
        TestDatabase.rows(
            """
            SELECT 'return', o.external_id, r.external_id, r.returned_at, r.currency, r.amount_minor, r.whole, r.sku,
                   (r.profile_id, r.ordered_at) = (o.profile_id, o.ordered_at)
            FROM order_return r JOIN customer_order o USING (order_id) %s
            ORDER BY o.external_id, r.returned_at, r.external_id, r.sku, r.amount_minor
            """
                .formatted(of)));
    all.addAll(
        TestDatabase.rows(
            """
            SELECT 'waiting', body ->> 'kind', body ->> 'orderExternalId', body ->> 'externalId', refused
            FROM waiting_return o %s ORDER BY 2, 3, 4
            """
                .formatted(of)));
    return all;
  }

  /** Rows of orders, lines and returns whose key does not say whose and when they are. */
  static List<String> rowsWithoutKey() {
    return TestDatabase.rows(
        """
        SELECT f.* FROM (
          SELECT 'order' AS of, order_id AS id, profile_id, ordered_at AS at FROM customer_order
          UNION ALL SELECT 'line', line_id, profile_id, ordered_at FROM order_line
          UNION ALL SELECT 'return', return_id, profile_id, returned_at FROM order_return) f
        WHERE NOT EXISTS (SELECT FROM fact_key k
          WHERE k.fact_id = f.id AND k.profile_id = f.profile_id AND k.occurred_at = f.at)
        """);
  }
}
