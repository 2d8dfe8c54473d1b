package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Writes what books hold: a fixed number of statements, sent together, for any number of rows. */
@ApplicationScoped
class PostingStore {
  private static final String ENTRIES =
      """
      INSERT INTO points_entry (account_id, entry_id, kind, amount, idempotency_key, request_hash, reverses, reference,
                                reason, actor, occurred_at, recorded_at)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[], $8::text[],
                           $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[])
      """;

  private static final String LOTS =
      """
      INSERT INTO points_lot (account_id, lot_id, entry_id, granted, remaining, active_at, expires_at, awaits, sale, line)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::timestamptz[],
                           $7::timestamptz[], $8::text[], $9::text[], $10::text[])
      """;

  private static final String MOVEMENTS =
      """
      INSERT INTO points_movement (account_id, entry_id, seq, lot_id, delta, cause)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[], $6::text[])
      """;

  private static final String CHANGED_LOTS =
      """
      UPDATE points_lot l SET remaining = v.r, active_at = v.t
      FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[]) v(a, l, r, t)
      WHERE l.account_id = v.a AND l.lot_id = v.l
      """;

  private static final String SALES =
      """
      INSERT INTO points_sale (account_id, sale, line, value_minor, granted, returned_minor, clawed)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
      ON CONFLICT (account_id, sale, line) DO UPDATE SET value_minor = excluded.value_minor, granted = excluded.granted,
        returned_minor = excluded.returned_minor, clawed = excluded.clawed
      """;

  private static final String RESERVATIONS =
      """
      UPDATE points_reservation r SET state = v.s, closed_at = v.t
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) v(a, i, s, t)
      WHERE r.account_id = v.a AND r.reservation_id = v.i
      """;

  /** The last: when time next changes an account follows from its lots as they are now. */
  private static final String ACCOUNTS =
      """
      UPDATE points_account a SET available = v.av, pending = v.pe, reserved = v.re, debt = v.de, settled_at = v.t,
        version = a.version + 1, due_at = (
          SELECT min(due) FROM (
            SELECT CASE WHEN l.active_at > v.t THEN least(l.active_at, l.expires_at) ELSE l.expires_at END
            FROM points_lot l WHERE l.account_id = a.account_id AND l.remaining > 0
            UNION ALL
            SELECT r.expires_at FROM points_reservation r WHERE r.account_id = a.account_id AND r.state = 'OPEN') d(due))
      FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[])
        v(id, av, pe, re, de, t)
      WHERE a.account_id = v.id
      """;

  /** Writes everything that books hold, in this transaction. */
  Uni<Void> write(SqlConnection connection, Posting posting) {
    List<Uni<Void>> statements = new ArrayList<>();
    statements.add(entries(posting.entries).execute(connection, ENTRIES));
    statements.add(lots(posting.newLots).execute(connection, LOTS));
    statements.add(movements(posting.movements).execute(connection, MOVEMENTS));
    statements.add(changed(posting.changedLots).execute(connection, CHANGED_LOTS));
    statements.add(sales(posting.sales).execute(connection, SALES));
    statements.add(reservations(posting.reservations).execute(connection, RESERVATIONS));
    statements.add(accounts(posting.accounts).execute(connection, ACCOUNTS));
    // one connection runs them in this order; not waiting in between saves the round trips
    return Uni.join().all(statements).andFailFast().replaceWithVoid();
  }

  private static Columns<Entry> entries(List<Entry> entries) {
    return Columns.of(entries)
        .uuids(Entry::account)
        .uuids(Entry::id)
        .texts(entry -> entry.kind().name())
        .longs(Entry::amount)
        .texts(entry -> entry.cause().key())
        .uuids(entry -> entry.cause().hash())
        .uuids(Entry::reverses)
        .texts(entry -> entry.cause().reference())
        .texts(entry -> entry.cause().reason())
        .texts(entry -> entry.cause().actor())
        .times(entry -> entry.cause().occurredAt())
        .times(Entry::recordedAt);
  }

  private static Columns<Lot> lots(List<Lot> lots) {
    return Columns.of(lots)
        .uuids(Lot::account)
        .uuids(Lot::id)
        .uuids(Lot::entry)
        .longs(Lot::granted)
        .longs(Lot::remaining)
        .times(Lot::activeAt)
        .times(Lot::expiresAt)
        .texts(Lot::awaits)
        .texts(Lot::sale)
        .texts(Lot::line);
  }

  private static Columns<Movement> movements(List<Movement> movements) {
    return Columns.of(movements)
        .uuids(Movement::account)
        .uuids(Movement::entry)
        .longs(movement -> (long) movement.seq())
        .uuids(Movement::lot)
        .longs(Movement::delta)
        .texts(movement -> movement.cause().name());
  }

  private static Columns<Lot> changed(List<Lot> lots) {
    return Columns.of(lots)
        .uuids(Lot::account)
        .uuids(Lot::id)
        .longs(Lot::remaining)
        .times(Lot::activeAt);
  }

  private static Columns<Posting.SaleRow> sales(List<Posting.SaleRow> sales) {
    return Columns.of(sales)
        .uuids(Posting.SaleRow::account)
        .texts(Posting.SaleRow::sale)
        .texts(row -> row.line().name())
        .longs(row -> row.line().value())
        .longs(row -> row.line().granted())
        .longs(row -> row.line().returned())
        .longs(Posting.SaleRow::clawed);
  }

  private static Columns<Posting.ReservationRow> reservations(List<Posting.ReservationRow> rows) {
    return Columns.of(rows)
        .uuids(row -> row.reservation().account())
        .uuids(row -> row.reservation().id())
        .texts(row -> row.reservation().state().name())
        .times(Posting.ReservationRow::at);
  }

  private static Columns<Account> accounts(List<Account> accounts) {
    return Columns.of(accounts)
        .uuids(Account::id)
        .longs(Account::available)
        .longs(Account::pending)
        .longs(Account::reserved)
        .longs(Account::debt)
        .times(Account::settledAt);
  }
}
