package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.UUID;

/** What other transactions do with the change queue: they note customers and hold them. */
final class ChangeNoteStore {
  /** Notes customers. */
  private static final String NOTE =
      """
      INSERT INTO customer_change (customer_id, change_id, bucket, noted_at, since, kinds)
      SELECT c, i, b, clock_timestamp(), s, k
      FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::timestamptz[], $5::smallint[]) n(c, i, b, s, k)
      """;

  /** Makes the rows that are missing; whoever is making one of them is waited for. */
  private static final String MAKE =
      """
      INSERT INTO customer_recomputation (customer_id, held_at)
      SELECT c, clock_timestamp() FROM unnest($1::uuid[]) n(c)
      WHERE NOT EXISTS (SELECT FROM customer_recomputation r WHERE r.customer_id = c) ORDER BY c
      ON CONFLICT (customer_id) DO NOTHING
      """;

  /**
   * Locks each customer's row, in the order of their ids. A statement after the one that makes
   * rows, so that it sees those that were waited for. A row is locked, not written: that would cost
   * a new version of it each time.
   */
  private static final String HOLD =
      """
      SELECT count(*) FROM (
        SELECT FROM customer_recomputation WHERE customer_id = ANY ($1) ORDER BY customer_id FOR UPDATE) held
      """;

  private ChangeNoteStore() {}

  /** Notes customers: for each column an array, in the same order. */
  static Uni<Void> note(
      SqlConnection connection,
      UUID[] customers,
      UUID[] ids,
      Short[] buckets,
      OffsetDateTime[] since,
      Short[] kinds) {
    return connection
        .preparedQuery(NOTE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(customers)
                .addArrayOfUUID(ids)
                .addArrayOfShort(buckets)
                .addArrayOfOffsetDateTime(since)
                .addArrayOfShort(kinds))
        .replaceWithVoid();
  }

  /**
   * Holds distinct customers; again where a row went between the two statements, with an erasure.
   */
  static Uni<Void> hold(SqlConnection connection, UUID[] customers) {
    return connection
        .preparedQuery(MAKE)
        .execute(Tuple.of(customers))
        .chain(() -> connection.preparedQuery(HOLD).execute(Tuple.of(customers)))
        .chain(
            rows ->
                rows.iterator().next().getLong(0) < customers.length
                    ? hold(connection, customers)
                    : Uni.createFrom().voidItem());
  }
}
