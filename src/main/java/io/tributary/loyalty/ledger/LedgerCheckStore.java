package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.ids;
import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Derives balances anew from the ledger. */
@ApplicationScoped
class LedgerCheckStore {
  private static final String BATCH =
      "SELECT account_id FROM points_account WHERE account_id > $1 ORDER BY account_id LIMIT $2";

  private static final String COUNT = "SELECT count(*) FROM points_account";

  /**
   * Accounts of a batch that are not what their entries, movements, lots and reservations say. One
   * statement, so one snapshot: accounts may change meanwhile.
   */
  private static final String WRONG =
      """
      WITH batch AS (SELECT * FROM points_account WHERE account_id = ANY($1)),
      lots AS (
        SELECT a.account_id, coalesce(sum(l.remaining) FILTER (WHERE l.active_at <= a.settled_at), 0)::bigint AS available,
               coalesce(sum(l.remaining) FILTER (WHERE l.active_at IS NULL OR l.active_at > a.settled_at), 0)::bigint AS pending
        FROM batch a LEFT JOIN points_lot l ON l.account_id = a.account_id AND l.remaining > 0 GROUP BY a.account_id),
      entries AS (
        SELECT a.account_id, coalesce(sum(e.amount), 0)::bigint AS total
        FROM batch a LEFT JOIN points_entry e ON e.account_id = a.account_id GROUP BY a.account_id),
      moved AS (
        SELECT a.account_id, coalesce(sum(m.delta), 0)::bigint AS total,
               coalesce(-sum(m.delta) FILTER (WHERE m.lot_id IS NULL), 0)::bigint AS debt
        FROM batch a LEFT JOIN points_movement m ON m.account_id = a.account_id GROUP BY a.account_id),
      held AS (
        SELECT a.account_id, coalesce(sum(r.points), 0)::bigint AS total
        FROM batch a LEFT JOIN points_reservation r ON r.account_id = a.account_id AND r.state = 'OPEN' GROUP BY a.account_id),
      astray AS (
        SELECT l.account_id, count(*) AS lots FROM points_lot l JOIN batch USING (account_id)
        WHERE l.remaining <> (SELECT coalesce(sum(m.delta), 0) FROM points_movement m
                              WHERE m.account_id = l.account_id AND m.lot_id = l.lot_id)
        GROUP BY l.account_id)
      SELECT a.account_id, a.customer_id, a.available, a.pending, a.reserved, a.debt,
             l.available, l.pending, h.total, m.debt, e.total, m.total, coalesce(s.lots, 0)
      FROM batch a JOIN lots l USING (account_id) JOIN entries e USING (account_id) JOIN moved m USING (account_id)
      JOIN held h USING (account_id) LEFT JOIN astray s USING (account_id)
      WHERE (a.available, a.pending, a.reserved, a.debt) IS DISTINCT FROM (l.available, l.pending, h.total, m.debt)
         OR e.total <> m.total OR s.lots > 0
      ORDER BY a.account_id
      """;

  /** A batch of accounts after one, in the order of their ids. */
  Uni<List<UUID>> batch(SqlConnection connection, UUID after, int limit) {
    return connection
        .preparedQuery(BATCH)
        .execute(Tuple.of(after, limit))
        .map(rows -> stream(rows).map(row -> row.getUUID(0)).toList());
  }

  /** How many accounts there are. */
  Uni<Long> count(SqlConnection connection) {
    return connection.preparedQuery(COUNT).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * An account that is not what its ledger says.
   *
   * @param account which
   * @param sentence what is wrong with it
   */
  record Wrong(UUID account, String sentence) {}

  /** What is wrong with accounts; empty when all is right. */
  Uni<List<Wrong>> wrong(SqlConnection connection, List<UUID> accounts) {
    return connection
        .preparedQuery(WRONG)
        .execute(Tuple.of(ids(accounts)))
        .map(rows -> stream(rows).map(row -> new Wrong(row.getUUID(0), sentence(row))).toList());
  }

  private static String sentence(Row row) {
    return ("account %s of %s says %d available, %d pending, %d reserved, %d owed; its ledger says %d, %d, %d, %d;"
            + " its entries add up to %d, their movements to %d; %d lots are not what moved")
        .formatted(
            row.getUUID(0),
            TypeId.CUSTOMER.encode(row.getUUID(1)),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8),
            row.getLong(9),
            row.getLong(10),
            row.getLong(11),
            row.getLong(12));
  }
}
