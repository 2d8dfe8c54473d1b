package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.ids;
import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads balances and statements: one statement for a page of customers. */
@ApplicationScoped
class LedgerReadStore {
  /**
   * The accounts of everyone who is one person with each of some customers, and with whom they
   * share a pool.
   */
  private static final String FAMILY =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($2)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id),
      mine AS (SELECT asked, points_account_of($1, id) AS account_id FROM family),
      own AS (
        SELECT asked, account_id FROM mine
        UNION
        SELECT m.asked, p.account_id FROM mine m JOIN points_account a USING (account_id) JOIN points_account p USING (pool_id))
      """;

  private static final String ACCOUNTS =
      FAMILY
          + """
          SELECT a.account_id, a.customer_id, a.available, a.pending, a.reserved, a.debt, a.settled_at, a.due_at, o.asked
          FROM own o JOIN points_account a USING (account_id)
          """;

  /**
   * What accounts had at an instant, from the movements recorded by then. A reservation that had
   * lapsed by then counts as given back, whenever that was written down.
   */
  private static final String PAST =
      FAMILY
          + """
          SELECT a.account_id, a.customer_id,
            coalesce(sum(m.delta) FILTER (WHERE l.active_at <= $3 AND (l.expires_at > $3 OR l.expires_at IS NULL)), 0)::bigint,
            coalesce(sum(m.delta) FILTER (WHERE m.lot_id IS NOT NULL AND (l.active_at > $3 OR l.active_at IS NULL)
              AND (l.expires_at > $3 OR l.expires_at IS NULL)), 0)::bigint,
            (SELECT coalesce(sum(r.points), 0)::bigint FROM points_reservation r
             WHERE r.account_id = a.account_id AND r.made_at <= $3 AND r.expires_at > $3
               AND (r.closed_at IS NULL OR r.closed_at > $3)),
            coalesce(-sum(m.delta) FILTER (WHERE m.lot_id IS NULL AND m.seq IS NOT NULL), 0)::bigint,
            $3::timestamptz, NULL::timestamptz, o.asked
          FROM own o JOIN points_account a USING (account_id)
          LEFT JOIN points_entry e ON e.account_id = a.account_id AND e.recorded_at <= $3
            AND NOT EXISTS (SELECT FROM points_reservation r WHERE r.account_id = e.account_id
              AND r.reservation_id = e.entry_id AND r.expires_at <= $3 AND (r.closed_at IS NULL OR r.closed_at > $3))
          LEFT JOIN points_movement m ON m.account_id = e.account_id AND m.entry_id = e.entry_id
          LEFT JOIN points_lot l ON l.account_id = m.account_id AND l.lot_id = m.lot_id
          GROUP BY a.account_id, a.customer_id, o.asked
          """;

  /** What ends when, from an instant on, the earliest first: so many days of each customer. */
  private static final String EXPIRING =
      FAMILY
          + """
          SELECT asked, expires_at, points FROM (
            SELECT o.asked, l.expires_at, sum(l.remaining)::bigint AS points,
                   row_number() OVER (PARTITION BY o.asked ORDER BY l.expires_at) AS n
            FROM own o JOIN points_lot l USING (account_id)
            WHERE l.remaining > 0 AND l.expires_at > $3 GROUP BY o.asked, l.expires_at) d
          WHERE n <= $4 ORDER BY asked, expires_at
          """;

  /** What becomes usable when, the earliest first, what waits for an event last. */
  private static final String WAITING =
      FAMILY
          + """
          SELECT asked, active_at, awaits, points FROM (
            SELECT w.*, row_number() OVER (PARTITION BY w.asked ORDER BY w.sort, w.awaits) AS n FROM (
              SELECT o.asked, l.active_at, coalesce(l.active_at, $6) AS sort, coalesce(l.awaits, '') AS awaits,
                     sum(l.remaining)::bigint AS points
              FROM own o JOIN points_lot l USING (account_id)
              WHERE l.remaining > 0 AND (l.active_at > $3 OR l.active_at IS NULL)
                AND (l.expires_at > $3 OR l.expires_at IS NULL)
              GROUP BY o.asked, l.active_at, l.awaits) w
            WHERE ($4::timestamptz IS NULL OR (w.sort, w.awaits) > ($4, $5))) d
          WHERE n <= $7 ORDER BY asked, n
          """;

  private static final String ENTRY =
      "e.entry_id, min(e.kind), sum(e.amount)::bigint, min(e.reference), min(e.reason), min(e.actor), min(e.occurred_at),"
          + " e.recorded_at";

  /** Customers' own entries, the latest first: so many of each; not what others of a pool did. */
  private static final String STATEMENT =
      FAMILY
          + """
          SELECT * FROM (SELECT DISTINCT asked FROM mine) c CROSS JOIN LATERAL (
            SELECT %s FROM mine o JOIN points_entry e USING (account_id)
            WHERE o.asked = c.asked AND ($3::timestamptz IS NULL OR (e.recorded_at, e.entry_id) < ($3, $4))
            GROUP BY e.entry_id, e.recorded_at
            ORDER BY e.recorded_at DESC, e.entry_id DESC LIMIT $5) s
          """
              .formatted(ENTRY);

  /** Entries by id. */
  private static final String BY_IDS =
      "SELECT NULL::uuid, %s FROM points_entry e WHERE e.entry_id = ANY($1) GROUP BY e.entry_id, e.recorded_at"
          .formatted(ENTRY);

  /** What entries moved, lot by lot. */
  private static final String PARTS =
      """
      SELECT m.entry_id, m.delta, l.expires_at, m.lot_id IS NULL, l.active_at, l.awaits
      FROM points_movement m LEFT JOIN points_lot l ON l.account_id = m.account_id AND l.lot_id = m.lot_id
      WHERE m.entry_id = ANY($1) ORDER BY m.entry_id, m.seq, m.account_id
      """;

  /** Reservations by id, with how much of them was spent. */
  private static final String RESERVATIONS =
      """
      SELECT r.reservation_id, sum(r.points)::bigint,
             (sum(r.points) FILTER (WHERE r.state = 'CAPTURED') - sum(coalesce(b.back, 0)) FILTER (WHERE r.state = 'CAPTURED'))::bigint,
             min(r.state), min(r.expires_at)
      FROM points_reservation r LEFT JOIN LATERAL (
        SELECT sum(e.amount) AS back FROM points_entry e
        WHERE e.account_id = r.account_id AND e.reverses = r.reservation_id AND e.kind = 'RELEASE') b ON true
      WHERE r.reservation_id = ANY($1) GROUP BY r.reservation_id
      """;

  /** The accounts of customers as their rows say, by customer. */
  Uni<Map<UUID, List<Account>>> accounts(
      SqlConnection connection, UUID currency, Collection<UUID> customers) {
    return connection
        .preparedQuery(ACCOUNTS)
        .execute(Tuple.of(currency, ids(customers)))
        .map(LedgerStore::byAsked);
  }

  /** What the accounts of customers had at an instant of the past, by customer. */
  Uni<Map<UUID, List<Account>>> past(
      SqlConnection connection, UUID currency, Collection<UUID> customers, Instant asOf) {
    return connection
        .preparedQuery(PAST)
        .execute(Tuple.of(currency, ids(customers), FactKeys.utc(asOf)))
        .map(LedgerStore::byAsked);
  }

  /** What of customers ends after an instant, the earliest first, by customer. */
  Uni<Map<UUID, List<PointsExpiry>>> expiring(
      SqlConnection connection,
      UUID currency,
      Collection<UUID> customers,
      Instant after,
      int limit) {
    return connection
        .preparedQuery(EXPIRING)
        .execute(Tuple.of(currency, ids(customers), FactKeys.utc(after), limit))
        .map(
            rows ->
                Rows.grouped(
                    rows,
                    row -> row.getUUID(0),
                    row -> new PointsExpiry(row.getOffsetDateTime(1), row.getLong(2))));
  }

  /** What of customers becomes usable when after a place in that order, by customer. */
  Uni<Map<UUID, List<PointsWaiting>>> waiting(
      SqlConnection connection,
      UUID currency,
      Collection<UUID> customers,
      Instant now,
      PointsWaiting.Place after,
      int limit) {
    return connection
        .preparedQuery(WAITING)
        .execute(
            Tuple.tuple()
                .addUUID(currency)
                .addArrayOfUUID(ids(customers))
                .addOffsetDateTime(FactKeys.utc(now))
                .addOffsetDateTime(after == null ? null : FactKeys.utc(after.at()))
                .addString(after == null ? null : after.awaits())
                .addOffsetDateTime(FactKeys.utc(PointsWaiting.UNKNOWN))
                .addInteger(limit))
        .map(
            rows ->
                Rows.grouped(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new PointsWaiting(
                            row.getOffsetDateTime(1),
                            row.getString(2).isEmpty() ? null : row.getString(2),
                            row.getLong(3))));
  }

  /** Customers' entries before one, the latest first, by customer. */
  Uni<Map<UUID, List<PointsEntry>>> statement(
      SqlConnection connection,
      UUID currency,
      Collection<UUID> customers,
      Instant beforeTime,
      UUID beforeId,
      int limit) {
    return connection
        .preparedQuery(STATEMENT)
        .execute(Tuple.of(currency, ids(customers), FactKeys.utc(beforeTime), beforeId, limit))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID(0), row -> entry(row)));
  }

  /** Entries by id. */
  Uni<Map<UUID, PointsEntry>> entries(SqlConnection connection, Collection<UUID> entries) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(ids(entries)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(1), row -> entry(row)));
  }

  /** What entries moved, lot by lot, by entry. */
  Uni<Map<UUID, List<PointsPart>>> parts(SqlConnection connection, Collection<UUID> entries) {
    return connection
        .preparedQuery(PARTS)
        .execute(Tuple.of(ids(entries)))
        .map(
            rows ->
                Rows.grouped(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new PointsPart(
                            row.getLong(1),
                            row.getOffsetDateTime(2),
                            row.getOffsetDateTime(4),
                            row.getString(5),
                            row.getBoolean(3))));
  }

  /** Reservations by id. */
  Uni<Map<UUID, PointsReservation>> reservations(
      SqlConnection connection, Collection<UUID> reservations) {
    return connection
        .preparedQuery(RESERVATIONS)
        .execute(Tuple.of(ids(reservations)))
        .map(
            rows -> {
              Map<UUID, PointsReservation> found = new HashMap<>();
              stream(rows)
                  .map(LedgerReadStore::reservation)
                  .forEach(reservation -> found.put(reservation.uuid(), reservation));
              return found;
            });
  }

  private static PointsReservation reservation(Row row) {
    Long captured = row.getLong(2);
    return new PointsReservation(
        row.getUUID(0),
        row.getLong(1),
        captured == null ? 0 : captured,
        ReservationState.valueOf(row.getString(3)),
        row.getOffsetDateTime(4));
  }

  private static PointsEntry entry(Row row) {
    return new PointsEntry(
        row.getUUID(1),
        EntryKind.valueOf(row.getString(2)),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getOffsetDateTime(7),
        row.getOffsetDateTime(8));
  }
}
