package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.ids;
import static io.tributary.loyalty.ledger.LedgerStore.instant;
import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what is on accounts that a command has locked: lots, sales, reservations, spendings. */
@ApplicationScoped
class LotStore {
  private static final String LOT =
      "l.account_id, l.lot_id, l.entry_id, l.granted, l.remaining, %s, l.active_at, l.expires_at, l.awaits, l.sale, l.line";

  private static final String LOTS = "SELECT " + LOT.formatted("0::bigint") + " FROM points_lot l ";

  /** The lots of accounts that still hold points. */
  private static final String OPEN_LOTS = LOTS + "WHERE l.account_id = ANY($1) AND l.remaining > 0";

  /** Those whose time has come by an instant, or that lapsed reservations go back to. */
  private static final String DUE_LOTS =
      OPEN_LOTS
          + """
           AND (l.expires_at <= $2 OR l.active_at <= $2)
          UNION
          """
          + LOTS
          + """
          JOIN points_movement m ON m.account_id = l.account_id AND m.lot_id = l.lot_id
          JOIN points_reservation r ON r.account_id = m.account_id AND r.reservation_id = m.entry_id
          WHERE r.account_id = ANY($1) AND r.state = 'OPEN' AND r.expires_at <= $2
          """;

  /** What lapsed reservations took. */
  private static final String DUE_RESERVATIONS =
      """
      SELECT m.account_id, m.entry_id, m.seq, m.lot_id, m.delta, m.cause, r.points, r.state, r.expires_at
      FROM points_reservation r JOIN points_movement m ON m.account_id = r.account_id AND m.entry_id = r.reservation_id
      WHERE r.account_id = ANY($1) AND r.state = 'OPEN' AND r.expires_at <= $2
      """;

  /** All lots of sales, with what of them ended unused. */
  private static final String SALE_LOTS =
      "SELECT "
          + LOT.formatted(
              "(SELECT coalesce(-sum(m.delta), 0)::bigint FROM points_movement m WHERE m.account_id = l.account_id"
                  + " AND m.lot_id = l.lot_id AND m.cause = 'EXPIRE')")
          + " FROM points_lot l WHERE l.account_id = ANY($1) AND l.sale = ANY($2)";

  /** What sales earned and what came back, by line. */
  private static final String SALES =
      """
      SELECT account_id, sale, line, value_minor, granted, returned_minor, clawed FROM points_sale
      WHERE account_id = ANY($1) AND sale = ANY($2) ORDER BY account_id, sale, line
      """;

  /** The lots that entries touched. */
  private static final String ENTRY_LOTS =
      LOTS
          + """
          WHERE EXISTS (SELECT FROM points_movement m WHERE m.account_id = l.account_id AND m.lot_id = l.lot_id
            AND m.account_id = ANY($1) AND m.entry_id = ANY($2))
          """;

  /** What entries took out of lots, and beyond what there was. */
  private static final String TAKEN =
      """
      SELECT account_id, entry_id, seq, lot_id, delta, cause FROM points_movement
      WHERE account_id = ANY($1) AND entry_id = ANY($2) AND cause IN ('USE', 'OWE')
      """;

  /** How much of entries went back, and what they are. */
  private static final String SPENT =
      """
      SELECT e.account_id, e.kind, a.currency_id, a.customer_id, e.reference,
             (SELECT coalesce(sum(b.amount), 0)::bigint FROM points_entry b
              WHERE b.account_id = e.account_id AND b.reverses = e.entry_id AND b.kind IN ('CANCEL_REDEMPTION', 'RELEASE')),
             r.points, r.state, r.expires_at, e.entry_id
      FROM points_entry e JOIN points_account a USING (account_id)
      LEFT JOIN points_reservation r ON r.account_id = e.account_id AND r.reservation_id = e.entry_id
      WHERE e.entry_id = ANY($1) ORDER BY e.entry_id, e.account_id
      """;

  /** Lots that wait for an event. */
  private static final String WAITING =
      LOTS
          + """
          WHERE l.account_id = ANY($1) AND l.active_at IS NULL AND l.awaits = $2
            AND ($3::text IS NULL OR l.sale = $3)
          """;

  /** The lots of accounts that still hold points. */
  Uni<List<Lot>> openLots(SqlConnection connection, Collection<UUID> accounts) {
    return lots(connection, OPEN_LOTS, Tuple.of(ids(accounts)));
  }

  /** The lots that time changes by an instant. */
  Uni<List<Lot>> dueLots(SqlConnection connection, Collection<UUID> accounts, Instant at) {
    return lots(connection, DUE_LOTS, Tuple.of(ids(accounts), FactKeys.utc(at)));
  }

  /** All lots of sales, with what of them ended unused. */
  Uni<List<Lot>> saleLots(
      SqlConnection connection, Collection<UUID> accounts, Collection<String> sales) {
    return lots(connection, SALE_LOTS, Tuple.of(ids(accounts), sales.toArray(String[]::new)));
  }

  /** The lots that entries touched. */
  Uni<List<Lot>> entryLots(
      SqlConnection connection, Collection<UUID> accounts, Collection<UUID> entries) {
    return lots(connection, ENTRY_LOTS, Tuple.of(ids(accounts), ids(entries)));
  }

  /** Lots that wait for an event; of one sale, or of all when it is null. */
  Uni<List<Lot>> waiting(
      SqlConnection connection, Collection<UUID> accounts, String event, String sale) {
    return lots(connection, WAITING, Tuple.of(ids(accounts), event, sale));
  }

  private static Uni<List<Lot>> lots(SqlConnection connection, String sql, Tuple values) {
    return connection
        .preparedQuery(sql)
        .execute(values)
        .map(rows -> stream(rows).map(LotStore::lot).toList());
  }

  /** Reservations that have lapsed by an instant and are not written down as that. */
  Uni<Map<Reservation, List<Movement>>> dueReservations(
      SqlConnection connection, Collection<UUID> accounts, Instant at) {
    return connection
        .preparedQuery(DUE_RESERVATIONS)
        .execute(Tuple.of(ids(accounts), FactKeys.utc(at)))
        .map(
            rows -> {
              Map<Reservation, List<Movement>> due = new LinkedHashMap<>();
              for (Row row : rows) {
                Reservation reservation =
                    new Reservation(
                        row.getUUID(0),
                        row.getUUID(1),
                        row.getLong(6),
                        ReservationState.valueOf(row.getString(7)),
                        instant(row, 8));
                due.computeIfAbsent(reservation, r -> new ArrayList<>()).add(movement(row));
              }
              return due;
            });
  }

  /** What sales earned and what came back: by account and sale. */
  Uni<Map<UUID, Map<String, SaleState>>> sales(
      SqlConnection connection, Collection<UUID> accounts, Collection<String> sales) {
    return connection
        .preparedQuery(SALES)
        .execute(Tuple.of(ids(accounts), sales.toArray(String[]::new)))
        .map(
            rows -> {
              Map<UUID, Map<String, SaleState>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), a -> new HashMap<>())
                    .merge(
                        row.getString(1),
                        new SaleState(
                            List.of(
                                new Sale.Line(
                                    row.getString(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5))),
                            row.getLong(6)),
                        SaleState::plus);
              }
              return found;
            });
  }

  /** What entries took out of lots, and beyond what there was: that has no lot. */
  Uni<List<Movement>> taken(
      SqlConnection connection, Collection<UUID> accounts, Collection<UUID> entries) {
    return connection
        .preparedQuery(TAKEN)
        .execute(Tuple.of(ids(accounts), ids(entries)))
        .map(rows -> stream(rows).map(LotStore::movement).toList());
  }

  /** What spendings are and what became of them, by account; one that is no entry is missing. */
  Uni<List<Spending>> spendings(SqlConnection connection, Collection<UUID> entries) {
    return connection
        .preparedQuery(SPENT)
        .execute(Tuple.of(ids(entries)))
        .map(
            rows ->
                stream(rows)
                    .map(
                        row ->
                            new Spending(
                                row.getUUID(9),
                                row.getUUID(0),
                                EntryKind.valueOf(row.getString(1)),
                                row.getUUID(2),
                                row.getUUID(3),
                                row.getString(4),
                                row.getLong(5),
                                row.getLong(6) == null
                                    ? null
                                    : new Reservation(
                                        row.getUUID(0),
                                        row.getUUID(9),
                                        row.getLong(6),
                                        ReservationState.valueOf(row.getString(7)),
                                        instant(row, 8))))
                    .toList());
  }

  private static Lot lot(Row row) {
    return new Lot(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        instant(row, 6),
        instant(row, 7),
        row.getString(8),
        row.getString(9),
        row.getString(10));
  }

  private static Movement movement(Row row) {
    return new Movement(
        row.getUUID(0),
        row.getUUID(1),
        row.getInteger(2),
        row.getUUID(3),
        row.getLong(4),
        Cause.valueOf(row.getString(5)));
  }
}
