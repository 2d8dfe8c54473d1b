package io.tributary.loyalty.pool;

import io.smallrye.mutiny.Uni;
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

/** Writes and reads pools and who is in them. */
@ApplicationScoped
class PoolStore {
  private static final String POOL =
      "SELECT p.pool_id, p.currency_id, p.name, p.member_limit, p.created_at FROM points_pool p ";
  private static final String BY_IDS = POOL + "WHERE p.pool_id = ANY($1)";
  private static final String LOCK = POOL + "WHERE p.pool_id = $1 FOR UPDATE";

  private static final String ADD =
      """
      INSERT INTO points_pool (pool_id, currency_id, name, member_limit, created_by, created_at)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (pool_id) DO NOTHING
      """;

  /** The people of pools: those who were merged are one. */
  private static final String MEMBERS =
      """
      WITH RECURSIVE up (pool, id, next) AS (
        SELECT a.pool_id, c.customer_id, c.merged_into FROM points_account a JOIN customer c USING (customer_id)
        WHERE a.pool_id = ANY($1)
        UNION
        SELECT u.pool, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT pool, id FROM up WHERE next IS NULL ORDER BY pool, id
      """;

  /** The pools of customers, and of who is one with them. */
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
      SELECT DISTINCT p.pool_id, p.currency_id, p.name, p.member_limit, p.created_at, f.asked
      FROM family f JOIN points_account a ON a.customer_id = f.id JOIN points_pool p USING (pool_id)
      ORDER BY p.created_at, p.pool_id
      """;

  private static final String POOLS_OF =
      "SELECT DISTINCT pool_id FROM points_account WHERE account_id = ANY($1) AND pool_id IS NOT NULL";

  private static final String JOIN =
      "UPDATE points_account SET pool_id = $2 WHERE account_id = ANY($1)";

  private static final String LEAVE =
      "UPDATE points_account SET pool_id = NULL WHERE account_id = ANY($1) AND pool_id = $2";

  /** Adds a pool, unless it is there. */
  Uni<Void> add(
      SqlConnection connection,
      UUID id,
      UUID currency,
      String name,
      int limit,
      String by,
      Instant at) {
    return connection
        .preparedQuery(ADD)
        .execute(Tuple.of(id, currency, name, limit, by, FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** Locks a pool, so that nobody else joins or leaves meanwhile; null when there is none. */
  Uni<PointsPool> lock(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              PointsPool found = null;
              for (Row row : rows) {
                found = pool(row);
              }
              return found;
            });
  }

  /** Pools by id. */
  Uni<Map<UUID, PointsPool>> byIds(SqlConnection connection, Collection<UUID> pools) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(pools.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> pool(row)));
  }

  /** The people of pools, by pool. */
  Uni<Map<UUID, List<UUID>>> members(SqlConnection connection, Collection<UUID> pools) {
    return connection
        .preparedQuery(MEMBERS)
        .execute(Tuple.of(pools.toArray(UUID[]::new)))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID(0), row -> row.getUUID(1)));
  }

  /** The pools of customers, the oldest first, by customer. */
  Uni<Map<UUID, List<PointsPool>>> ofCustomers(
      SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID(5), row -> pool(row)));
  }

  /** The pools that accounts are in. */
  Uni<Set<UUID>> poolsOf(SqlConnection connection, Collection<UUID> accounts) {
    return connection
        .preparedQuery(POOLS_OF)
        .execute(Tuple.of(accounts.toArray(UUID[]::new)))
        .map(
            rows -> {
              Set<UUID> found = new HashSet<>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return found;
            });
  }

  /** Puts locked accounts into a pool. */
  Uni<Void> join(SqlConnection connection, Collection<UUID> accounts, UUID pool) {
    return connection
        .preparedQuery(JOIN)
        .execute(Tuple.of(accounts.toArray(UUID[]::new), pool))
        .replaceWithVoid();
  }

  /** Takes locked accounts out of a pool. */
  Uni<Void> leave(SqlConnection connection, Collection<UUID> accounts, UUID pool) {
    return connection
        .preparedQuery(LEAVE)
        .execute(Tuple.of(accounts.toArray(UUID[]::new), pool))
        .replaceWithVoid();
  }

  private static PointsPool pool(Row row) {
    return new PointsPool(
        row.getUUID(0),
        row.getUUID(1),
        row.getString(2),
        row.getInteger(3),
        row.getOffsetDateTime(4));
  }
}
