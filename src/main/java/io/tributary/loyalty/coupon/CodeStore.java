package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes and reads codes, and the batches that they are made in. */
@ApplicationScoped
class CodeStore {
  /** A code that is there already is left as it is. */
  private static final String ADD =
      """
      INSERT INTO coupon_code (code_hash, coupon_id, batch_id, code, shared, customer_id, made_at)
      VALUES ($1, $2, NULL, $3, $4, $5, $6) ON CONFLICT (code_hash) DO NOTHING
      """;

  /** Codes that were given to members each. */
  private static final String ADD_GIVEN =
      """
      INSERT INTO coupon_code (code_hash, coupon_id, batch_id, code, shared, customer_id, made_at)
      SELECT h, c, NULL, t, false, w, a FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[])
        v(h, c, t, w, a)
      """;

  private static final String REMOVE_UNUSED =
      "DELETE FROM coupon_code WHERE code_hash = ANY($1) AND used_by IS NULL";

  private static final String THERE = "SELECT code_hash FROM coupon_code WHERE code_hash = ANY($1)";

  /** Codes of a batch; the batch's row is locked, so that two runs do not make them twice. */
  private static final String ADD_ALL =
      """
      WITH made AS (
        INSERT INTO coupon_code (code_hash, coupon_id, batch_id, code, shared, made_at)
        SELECT h, $2, $1::uuid, c, false, $3::timestamptz FROM unnest($4::uuid[], $5::text[]) v(h, c)
        ON CONFLICT (code_hash) DO NOTHING RETURNING 1)
      UPDATE coupon_batch SET made = made + (SELECT count(*) FROM made)::integer WHERE batch_id = $1
      """;

  private static final String ADD_BATCH =
      """
      INSERT INTO coupon_batch (batch_id, coupon_id, size, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (batch_id) DO NOTHING
      """;

  private static final String BATCH =
      "SELECT batch_id, coupon_id, size, made, created_at FROM coupon_batch ";
  private static final String BATCH_BY_ID = BATCH + "WHERE batch_id = $1";

  /** The batch that is worked off next, the oldest first. */
  private static final String NEXT_BATCH =
      BATCH + "WHERE made < size ORDER BY created_at, batch_id LIMIT 1 FOR UPDATE";

  private static final String OPEN =
      "SELECT coalesce(sum(size - made), 0)::bigint FROM coupon_batch WHERE made < size";

  private static final String CODE =
      "k.code_hash, k.coupon_id, k.customer_id, k.code, k.shared, k.used_by IS NOT NULL, k.made_at";
  private static final String BY_HASHES =
      "SELECT " + CODE + " FROM coupon_code k WHERE k.code_hash = ANY($1)";

  /** Codes of a batch after one, by hash. */
  private static final String OF_BATCH =
      "SELECT "
          + CODE
          + " FROM coupon_code k WHERE k.batch_id = $1 AND ($2::uuid IS NULL OR k.code_hash > $2)"
          + " ORDER BY k.code_hash LIMIT $3";

  /** Codes that were given to customers, or to who is one with them, the latest first. */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($1)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT s.*, a.asked FROM (SELECT DISTINCT asked FROM family) a CROSS JOIN LATERAL (
        SELECT %s FROM family f JOIN coupon_code k ON k.customer_id = f.id
        WHERE f.asked = a.asked AND ($2::timestamptz IS NULL OR (k.made_at, k.code_hash) < ($2, $3))
        ORDER BY k.made_at DESC, k.code_hash DESC LIMIT $4) s
      """
          .formatted(CODE);

  /** Adds a code; false when the code is there already. */
  Uni<Boolean> add(SqlConnection connection, CouponCode code) {
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.of(
                code.hash(),
                code.couponId(),
                code.code(),
                code.shared(),
                code.customer(),
                code.madeAt()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Adds codes that are given to members. */
  Uni<Void> addGiven(SqlConnection connection, List<CouponCode> codes) {
    return Columns.of(codes)
        .uuids(CouponCode::hash)
        .uuids(CouponCode::couponId)
        .texts(CouponCode::code)
        .uuids(CouponCode::customer)
        .times(code -> code.madeAt().toInstant())
        .execute(connection, ADD_GIVEN);
  }

  /** Takes away codes that are not used; waits for who is using one just now. */
  Uni<Void> removeUnused(SqlConnection connection, Collection<UUID> hashes) {
    return connection
        .preparedQuery(REMOVE_UNUSED)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /** Which of some codes there are. */
  Uni<Set<UUID>> there(SqlConnection connection, Collection<UUID> hashes) {
    return connection
        .preparedQuery(THERE)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .map(
            rows -> {
              Set<UUID> found = new HashSet<>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return found;
            });
  }

  /** Adds codes to a batch, and counts those that are new. */
  Uni<Void> add(SqlConnection connection, CouponBatch batch, List<String> codes, Instant at) {
    return Columns.after(Tuple.of(batch.uuid(), batch.couponId(), FactKeys.utc(at)), codes)
        .uuids(CodeText::hash)
        .texts(code -> code)
        .execute(connection, ADD_ALL);
  }

  /** Adds a batch, unless it is there. */
  Uni<Void> addBatch(
      SqlConnection connection, UUID id, UUID coupon, int size, String by, Instant at) {
    return connection
        .preparedQuery(ADD_BATCH)
        .execute(Tuple.of(id, coupon, size, by, FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** A batch; null when there is none. */
  Uni<CouponBatch> batch(SqlConnection connection, UUID id) {
    return connection.preparedQuery(BATCH_BY_ID).execute(Tuple.of(id)).map(CodeStore::first);
  }

  /** The oldest batch of which codes are still to be made, locked; null when all are made. */
  Uni<CouponBatch> nextBatch(SqlConnection connection) {
    return connection.preparedQuery(NEXT_BATCH).execute().map(CodeStore::first);
  }

  private static CouponBatch first(Iterable<Row> rows) {
    for (Row row : rows) {
      return new CouponBatch(
          row.getUUID(0),
          row.getUUID(1),
          row.getInteger(2),
          row.getInteger(3),
          row.getOffsetDateTime(4));
    }
    return null;
  }

  /** How many codes are still to be made. */
  Uni<Long> open(SqlConnection connection) {
    return connection.preparedQuery(OPEN).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  /** Codes by hash. */
  Uni<Map<UUID, CouponCode>> byHashes(SqlConnection connection, Collection<UUID> hashes) {
    return connection
        .preparedQuery(BY_HASHES)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> code(row)));
  }

  /** A page of a batch's codes after one; null for the first page. */
  Uni<List<CouponCode>> ofBatch(SqlConnection connection, UUID batch, UUID after, int limit) {
    return connection
        .preparedQuery(OF_BATCH)
        .execute(Tuple.of(batch, after, limit))
        .map(rows -> Rows.list(rows, row -> code(row)));
  }

  /** Codes that were given to customers before one, the latest first, by customer. */
  Uni<Map<UUID, List<CouponCode>>> ofCustomers(
      SqlConnection connection,
      Collection<UUID> customers,
      Instant beforeTime,
      UUID beforeHash,
      int limit) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(
            Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(beforeTime), beforeHash, limit))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID(7), row -> code(row)));
  }

  private static CouponCode code(Row row) {
    return new CouponCode(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getOffsetDateTime(6));
  }
}
