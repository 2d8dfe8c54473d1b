package io.tributary.loyalty.payment;

import static io.tributary.platform.FactKeys.utc;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads what points are worth, and the orders that they paid for. */
@ApplicationScoped
class PaymentStore {
  private static final String RULES =
      """
      SELECT currency_id, points, worth_minor, minimum_points, maximum_points, maximum_share
      FROM points_payment_rule WHERE currency_id = ANY($1)
      """;

  /** How many points have paid for an order and did not go back. */
  private static final String PAID =
      """
      SELECT coalesce(sum(points - points_back(payment_id)), 0)::bigint FROM points_payment WHERE source_id = $1 AND external_id = $2
      """;

  private static final String ADD =
      """
      INSERT INTO points_payment (account_id, payment_id, source_id, external_id, points, amount_minor, paid_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """;

  /** Whose an order is that may have come before its payment. */
  private static final String BUYER =
      """
      SELECT p.customer_id FROM fact_key k JOIN profile p USING (profile_id)
      WHERE k.key_hash = $1 AND p.customer_id IS NOT NULL
      """;

  private static final String PAYMENT =
      """
      SELECT y.payment_id, y.source_id, y.external_id, y.points,
             points_back(y.payment_id), y.amount_minor, g.currency, y.paid_at
      FROM points_payment y JOIN points_account a USING (account_id) JOIN points_currency c USING (currency_id)
      JOIN programme g USING (programme_id)
      """;

  private static final String BY_IDS = PAYMENT + "WHERE y.payment_id = ANY($1)";

  private static final String OF_ORDERS =
      PAYMENT
          + """
          JOIN unnest($1::uuid[], $2::text[]) o(source, id) ON y.source_id = o.source AND y.external_id = o.id
          ORDER BY y.paid_at, y.payment_id
          """;

  /**
   * Payments for orders since $2 of customers of which something came back; not those that were
   * cancelled.
   */
  private static final String RETURNED =
      """
      SELECT a.currency_id, y.account_id, y.payment_id, y.points, y.returned, o.refunded_minor, o.total_minor,
             o.status = 'CANCELLED', coalesce(o.last_returned_at, o.changed_at), o.external_id
      FROM profile p JOIN customer_order o USING (profile_id)
      JOIN points_payment y ON y.source_id = o.source_id AND y.external_id = o.external_id
      JOIN points_account a ON a.account_id = y.account_id
      WHERE p.customer_id = ANY($1) AND o.ordered_at >= $2 AND (o.refunded_minor > 0 OR o.status = 'CANCELLED') AND y.returned < y.points
        AND points_back(y.payment_id) < y.points
      """;

  private static final String NOTE =
      """
      UPDATE points_payment y SET returned = v.r FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) v(a, p, r)
      WHERE y.account_id = v.a AND y.payment_id = v.p
      """;

  /** Keeps what points of a currency are worth from now on. */
  Uni<Void> save(UUID currency, PaymentRule rule) {
    return Panache.withTransaction(
        () ->
            PaymentRuleDefinition.<PaymentRuleDefinition>findById(currency)
                .chain(
                    found -> {
                      PaymentRuleDefinition row =
                          found == null ? new PaymentRuleDefinition() : found;
                      row.currencyId = currency;
                      row.points = rule.points();
                      row.worthMinor = rule.worthMinor();
                      row.minimum = rule.minimum();
                      row.maximum = rule.maximum();
                      row.share = rule.share();
                      return row.persistAndFlush().replaceWithVoid();
                    }));
  }

  /** What points are worth, by currency. */
  Uni<Map<UUID, PaymentRule>> rules(SqlConnection connection, Collection<UUID> currencies) {
    return connection
        .preparedQuery(RULES)
        .execute(Tuple.of(currencies.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new PaymentRule(
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getInteger(5))));
  }

  /** How many points have paid for an order and did not go back with returns. */
  Uni<Long> paid(SqlConnection connection, UUID source, String order) {
    return connection
        .preparedQuery(PAID)
        .execute(Tuple.of(source, order))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Adds a payment. */
  Uni<Void> add(
      SqlConnection connection,
      UUID account,
      UUID entry,
      UUID source,
      String order,
      long points,
      long amountMinor,
      Instant at) {
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.tuple()
                .addUUID(account)
                .addUUID(entry)
                .addUUID(source)
                .addString(order)
                .addLong(points)
                .addLong(amountMinor)
                .addOffsetDateTime(FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** Whose the order with a key is; nobody while it has not come. */
  Uni<List<UUID>> buyer(SqlConnection connection, UUID orderKey) {
    return connection
        .preparedQuery(BUYER)
        .execute(Tuple.of(orderKey))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** Payments by id. */
  Uni<Map<UUID, PointsPayment>> byIds(SqlConnection connection, Collection<UUID> payments) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(payments.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> payment(row)));
  }

  /**
   * An order as its source names it.
   *
   * @param source where it is from
   * @param id its id there
   */
  record OrderName(UUID source, String id) {}

  /** The payments for orders. */
  Uni<Map<OrderName, List<PointsPayment>>> ofOrders(
      SqlConnection connection, List<OrderName> orders) {
    return connection
        .preparedQuery(OF_ORDERS)
        .execute(Columns.of(orders).uuids(OrderName::source).texts(OrderName::id).tuple())
        .map(
            rows ->
                Rows.grouped(
                    rows,
                    row -> new OrderName(row.getUUID(1), row.getString(2)),
                    row -> payment(row)));
  }

  private static PointsPayment payment(Row row) {
    return new PointsPayment(
        row.getUUID(0),
        row.getUUID(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        new Money(row.getLong(5), row.getString(6)),
        row.getOffsetDateTime(7));
  }

  /**
   * A payment for an order of which something came back.
   *
   * @param back how many of its points should have gone back by now
   */
  record Returned(
      UUID currency, UUID account, UUID payment, long back, long before, Instant at, String order) {
    boolean isNew() {
      return back > before;
    }
  }

  /** Payments for orders of customers of which more came back than was seen so far. */
  Uni<List<Returned>> returned(SqlConnection connection, List<UUID> customers, Instant since) {
    return connection
        .preparedQuery(RETURNED)
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(since)))
        .map(
            rows -> {
              List<Returned> found = new ArrayList<>();
              for (Row row : rows) {
                long back =
                    PaymentRule.back(
                        row.getLong(3), row.getLong(5), row.getLong(6), row.getBoolean(7));
                found.add(
                    new Returned(
                        row.getUUID(0),
                        row.getUUID(1),
                        row.getUUID(2),
                        back,
                        row.getLong(4),
                        row.getOffsetDateTime(8).toInstant(),
                        row.getString(9)));
              }
              return found.stream().filter(Returned::isNew).toList();
            });
  }

  /** Notes what returns have called back. */
  Uni<Void> note(SqlConnection connection, List<Returned> returned) {
    return Columns.of(returned)
        .uuids(Returned::account)
        .uuids(Returned::payment)
        .longs(Returned::back)
        .execute(connection, NOTE);
  }
}
