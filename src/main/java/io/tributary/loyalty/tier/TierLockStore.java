package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Writes and reads locks. */
@ApplicationScoped
class TierLockStore {
  private static final String COLUMNS =
      """
      lock_id, kind, tier, set_at, LEAST(ends_at, lifted_at), reason, actor, customer_id, request_hash
      """;

  /** Sets a lock, unless the request came before. */
  private static final String SET =
      """
      INSERT INTO tier_lock (customer_id, lock_id, programme_id, kind, tier, reason, actor, request_hash, set_at, ends_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (customer_id, lock_id) DO NOTHING
      """;

  /** Lifts a lock that is not lifted yet. */
  private static final String LIFT =
      """
      UPDATE tier_lock SET lifted_at = GREATEST(set_at, $2), lifted_by = $3, lift_reason = $4
      WHERE lock_id = $1 AND lifted_at IS NULL
      """;

  /** One lock. */
  private static final String ONE = "SELECT " + COLUMNS + " FROM tier_lock WHERE lock_id = $1";

  /** The customer that stands for one. */
  private static final String STANDS_FOR =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $1
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT id FROM up WHERE next IS NULL
      """;

  /** A lock with whom it was set for, and what request set it. */
  record Stored(TierLock lock, UUID customer, UUID hash) {}

  /** Sets a lock; one with the same id stays as it is. */
  Uni<Void> set(SqlConnection connection, UUID customer, UUID programme, TierLock lock, UUID hash) {
    return connection
        .preparedQuery(SET)
        .execute(
            Tuple.tuple()
                .addUUID(customer)
                .addUUID(lock.uuid())
                .addUUID(programme)
                .addString(lock.kind().name())
                .addString(lock.tier())
                .addString(lock.reason())
                .addString(lock.actor())
                .addUUID(hash)
                .addOffsetDateTime(FactKeys.utc(lock.from()))
                .addOffsetDateTime(FactKeys.utc(lock.end())))
        .replaceWithVoid();
  }

  /** Lifts a lock; one that is lifted stays as it is. */
  Uni<Void> lift(SqlConnection connection, UUID lock, Instant at, String by, String reason) {
    return connection
        .preparedQuery(LIFT)
        .execute(Tuple.of(lock, FactKeys.utc(at), by, reason))
        .replaceWithVoid();
  }

  /** A lock by its id. */
  Uni<Optional<Stored>> byId(SqlConnection connection, UUID lock) {
    return connection.preparedQuery(ONE).execute(Tuple.of(lock)).map(TierLockStore::first);
  }

  /** The customer that stands for one; empty when there is none of that id. */
  Uni<Optional<UUID>> standsFor(SqlConnection connection, UUID customer) {
    return connection
        .preparedQuery(STANDS_FOR)
        .execute(Tuple.of(customer))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getUUID(0))
                    .findFirst());
  }

  private static Optional<Stored> first(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(TierLockStore::stored).findFirst();
  }

  private static Stored stored(Row row) {
    TierLock lock =
        new TierLock(
            row.getUUID(0),
            TierLock.Kind.valueOf(row.getString(1)),
            row.getString(2),
            row.getOffsetDateTime(3).toInstant(),
            row.getOffsetDateTime(4) == null ? null : row.getOffsetDateTime(4).toInstant(),
            row.getString(5),
            row.getString(6));
    return new Stored(lock, row.getUUID(7), row.getUUID(8));
  }
}
