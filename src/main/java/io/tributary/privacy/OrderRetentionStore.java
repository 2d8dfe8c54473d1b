package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What was bought, by its age. */
final class OrderRetentionStore {
  private static final int ORDERS = 5_000;

  /** The months of a table that ended at a day or before, the oldest first. */
  private static final String MONTHS =
      """
      SELECT to_date(right(c.relname, 6), 'YYYYMM') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'customer_order'::regclass AND c.relname ~ '^customer_order_[0-9]{6}$'
        AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= $1::date
      ORDER BY 1
      """;

  /**
   * Takes the numbers of the next orders of a month, and notes of each on what most was spent, as
   * long as its lines still say so: first purchases are told apart by it.
   */
  private static final String PARE =
      """
      WITH next AS MATERIALIZED (
        SELECT profile_id, ordered_at, order_id FROM customer_order
        WHERE ordered_at >= $1 AND ordered_at < $2 AND pared_at IS NULL
          AND (profile_id, ordered_at, order_id) > ($3::uuid, $4::timestamptz, $5::uuid)
        ORDER BY profile_id, ordered_at, order_id LIMIT $6 FOR UPDATE),
      pared AS (
        UPDATE customer_order o SET pared_at = $7, external_id = o.order_id::text, main_category = (
          SELECT coalesce(l.category, r.category) FROM order_line l LEFT JOIN product r ON r.sku = l.sku
          WHERE l.profile_id = n.profile_id AND l.ordered_at = n.ordered_at AND l.order_id = n.order_id
            AND l.ordered_at >= $1 AND l.ordered_at < $2
          ORDER BY l.amount_minor DESC, l.sku, l.category LIMIT 1)
        FROM next n
        WHERE o.profile_id = n.profile_id AND o.ordered_at = n.ordered_at AND o.order_id = n.order_id
          AND o.ordered_at >= $1 AND o.ordered_at < $2)
      SELECT profile_id, ordered_at, order_id, count(*) OVER () FROM next
      ORDER BY profile_id DESC, ordered_at DESC, order_id DESC LIMIT 1
      """;

  /** What returns say of what was bought and why it came back; what was given back stays. */
  private static final String PARE_RETURNS =
      """
      UPDATE order_return SET external_id = NULL, sku = NULL, quantity = NULL, reason = NULL
      WHERE returned_at >= $1 AND returned_at < $2
        AND (external_id IS NOT NULL OR sku IS NOT NULL OR quantity IS NOT NULL OR reason IS NOT NULL)
      """;

  private static final String FORGET_LINES = "SELECT forget_months('order_line', $1)";

  private OrderRetentionStore() {}

  /** Where a step of a month ended. */
  record Place(UUID profile, OffsetDateTime orderedAt, UUID order, long seen)
      implements StepByStep.Place {
    /** Before all orders. */
    static final Place FIRST =
        new Place(new UUID(0, 0), FactKeys.utc(Instant.EPOCH), new UUID(0, 0), ORDERS);

    @Override
    public boolean isFull() {
      return seen == ORDERS;
    }
  }

  static Uni<List<LocalDate>> months(SqlConnection connection, LocalDate before) {
    return connection
        .preparedQuery(MONTHS)
        .execute(Tuple.of(before))
        .map(rows -> Rows.list(rows, row -> row.getLocalDate(0)));
  }

  /** Takes the numbers of the next orders of a month; answers where it ended. */
  static Uni<Place> pare(SqlConnection connection, LocalDate month, Place after, Instant now) {
    return connection
        .preparedQuery(PARE)
        .execute(
            Tuple.tuple()
                .addOffsetDateTime(start(month))
                .addOffsetDateTime(start(month.plusMonths(1)))
                .addUUID(after.profile())
                .addOffsetDateTime(after.orderedAt())
                .addUUID(after.order())
                .addInteger(ORDERS)
                .addOffsetDateTime(FactKeys.utc(now)))
        .map(
            rows ->
                rows.size() == 0
                    ? new Place(after.profile(), after.orderedAt(), after.order(), 0)
                    : rows.stream()
                        .map(
                            row ->
                                new Place(
                                    row.getUUID(0),
                                    row.getOffsetDateTime(1),
                                    row.getUUID(2),
                                    row.getLong(3)))
                        .findFirst()
                        .orElseThrow());
  }

  static Uni<Void> pareReturns(SqlConnection connection, LocalDate month) {
    return connection
        .preparedQuery(PARE_RETURNS)
        .execute(Tuple.of(start(month), start(month.plusMonths(1))))
        .replaceWithVoid();
  }

  /** Empties the partitions of lines that ended at a day or before. */
  static Uni<Void> forgetLines(SqlConnection connection, LocalDate before) {
    return connection.preparedQuery(FORGET_LINES).execute(Tuple.of(before)).replaceWithVoid();
  }

  private static OffsetDateTime start(LocalDate month) {
    return month.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
