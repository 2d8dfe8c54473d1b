package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Change;
import io.tributary.job.ChangeQueue;
import io.tributary.job.FactKind;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Locks accounts and reads what a command needs; earns and spends in one statement each. */
@ApplicationScoped
class LedgerStore {
  private static final String ACCOUNT =
      "a.account_id, a.customer_id, a.available, a.pending, a.reserved, a.debt, a.settled_at, a.due_at";

  /**
   * Locks the accounts of everyone who is one person with each of some customers, and of whom they
   * share a pool with, in the order of their ids; on its own, so that the next statement takes a
   * fresh snapshot. The pool is read from the locked row: somebody may have left it meanwhile.
   *
   * <p>The rows are locked by their ids alone. Of a row that somebody changed while this waited for
   * it Postgres looks once more whether it belongs to the answer, by running what is beside it
   * again; joined with the walk over customers and pools, it lost accounts under some plans, and a
   * spending was refused for want of points that were there.
   */
  private static final String LOCK_OF =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id %1$s AND erased_at IS NULL
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id),
      own AS (
        SELECT f.asked, a.account_id, a.pool_id FROM family f JOIN points_account a ON a.account_id = points_account_of($1, f.id)),
      mate AS (
        SELECT o.asked, p.account_id FROM own o JOIN points_account p USING (pool_id)
        EXCEPT SELECT asked, account_id FROM own),
      reach AS (SELECT asked, account_id, true AS own FROM own UNION ALL SELECT asked, account_id, false FROM mate),
      a AS MATERIALIZED (
        SELECT %2$s, a.pool_id FROM points_account a WHERE a.account_id = ANY(ARRAY(SELECT account_id FROM reach))
        ORDER BY a.account_id FOR UPDATE)
      SELECT %2$s, b.asked, b.own, a.pool_id FROM a JOIN reach b USING (account_id) ORDER BY a.account_id
      """;

  /** Of several customers. */
  private static final String LOCK = LOCK_OF.formatted("= ANY($2)", ACCOUNT);

  /**
   * Of one, as most commands ask: for an array whose length it does not know the planner makes a
   * new plan each time, which takes several times what the statement does.
   */
  private static final String LOCK_ONE = LOCK_OF.formatted("= $2", ACCOUNT);

  /** The customers that stand for the owners of accounts. */
  private static final String STAND_FOR =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT c.customer_id, c.merged_into FROM points_account a JOIN customer c USING (customer_id)
        WHERE a.account_id = ANY($1)
        UNION
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT id FROM up WHERE next IS NULL
      """;

  /** Locks accounts that are known, in the order of their ids. */
  private static final String LOCK_KNOWN =
      """
      SELECT %s FROM points_account a WHERE a.account_id = ANY($1) ORDER BY a.account_id FOR UPDATE
      """
          .formatted(ACCOUNT);

  /** Locks the own accounts of customers, not those of who is one with them. */
  private static final String LOCK_OWN =
      """
      SELECT %s FROM unnest($2::uuid[]) c JOIN points_account a ON a.account_id = points_account_of($1, c)
      ORDER BY a.account_id FOR UPDATE OF a
      """
          .formatted(ACCOUNT);

  /** Opens the accounts of customers that have none, in the order of their ids. */
  private static final String OPEN =
      """
      INSERT INTO points_account (account_id, currency_id, customer_id, settled_at)
      SELECT points_account_of($1, c.customer_id), $1, c.customer_id, $3
      FROM customer c WHERE c.customer_id = ANY($2) ORDER BY 1
      ON CONFLICT (account_id) DO NOTHING
      """;

  /**
   * The answer that was given to a key: to the customer that is named before those merged with
   * them. What one of these was answered is kept as the customer's, too: it is known when they are
   * parted.
   */
  private static final String KNOWN =
      """
      WITH known AS (
        SELECT request_hash, answer, account_id FROM points_command WHERE account_id = ANY($1) AND idempotency_key = $3
        ORDER BY account_id <> $2, recorded_at, account_id LIMIT 1),
      kept AS (
        INSERT INTO points_command (account_id, idempotency_key, request_hash, answer, recorded_at)
        SELECT $2, $3, request_hash, answer, $4 FROM known WHERE account_id <> $2)
      SELECT request_hash, answer FROM known
      """;

  /** A new lot with its entry, unless the key is known; this, as above. */
  private static final String EARN =
      """
      WITH known AS (
        SELECT request_hash, answer, account_id FROM points_command WHERE account_id = ANY($1) AND idempotency_key = $3
        ORDER BY account_id <> $2, recorded_at, account_id LIMIT 1),
      entry AS (
        INSERT INTO points_entry (account_id, entry_id, kind, amount, idempotency_key, request_hash, reference, reason,
                                  actor, occurred_at, recorded_at)
        SELECT $2::uuid, $4::uuid, 'EARN', $5::bigint, $3::text, $6::uuid, $7, $8, $9, $10::timestamptz, $11::timestamptz
        WHERE NOT EXISTS (SELECT FROM known) RETURNING account_id, entry_id),
      lot AS (
        INSERT INTO points_lot (account_id, lot_id, entry_id, granted, remaining, active_at, expires_at, awaits)
        SELECT account_id, $12::uuid, entry_id, $5, $5 - $13, $14::timestamptz, $15::timestamptz, $16 FROM entry),
      movement AS (
        INSERT INTO points_movement (account_id, entry_id, seq, lot_id, delta, cause)
        SELECT account_id, entry_id, seq, lot, delta, cause FROM entry CROSS JOIN (VALUES
          (1, $12::uuid, $5::bigint, 'GRANT'), (2, $12, -$13::bigint, 'REPAY'), (3, NULL, $13, 'REPAY'))
          m(seq, lot, delta, cause) WHERE delta <> 0),
      booked AS (
        UPDATE points_account a SET available = available + $17, pending = pending + $18, debt = debt - $13,
          version = version + 1, settled_at = $11, due_at = least(due_at, $19)
        FROM entry e WHERE a.account_id = e.account_id),
      command AS (
        INSERT INTO points_command (account_id, idempotency_key, request_hash, answer, recorded_at)
        SELECT account_id, $3, $6, $20::jsonb, $11 FROM entry
        UNION ALL
        SELECT $2, $3, request_hash, answer, $11 FROM known WHERE account_id <> $2)
      SELECT request_hash, answer FROM known
      """;

  /**
   * Walks the lots that can be used, the earliest expiry first, and takes from each until there is
   * enough; takes nothing when there is not, or when the key is known, as above.
   */
  private static final String SPEND =
      """
      WITH known AS (
        SELECT request_hash, answer, account_id FROM points_command WHERE account_id = ANY($16) AND idempotency_key = $2
        ORDER BY account_id <> $15, recorded_at, account_id LIMIT 1),
      lot AS (
        SELECT account_id, lot_id, remaining, expires_at, row_number() OVER w AS seq, sum(remaining) OVER w AS upto
        FROM points_lot
        WHERE account_id = ANY($1) AND remaining > 0 AND active_at <= $6 AND (expires_at > $6 OR expires_at IS NULL)
          AND NOT EXISTS (SELECT FROM known)
        WINDOW w AS (ORDER BY expires_at NULLS LAST, active_at, lot_id)),
      take AS (
        SELECT account_id, lot_id, expires_at, seq, least(remaining, $5 - upto + remaining)::bigint AS points FROM lot
        WHERE upto - remaining < $5 AND (SELECT max(upto) FROM lot) >= $5::bigint + $7::bigint),
      part AS (SELECT account_id, sum(points)::bigint AS points FROM take GROUP BY account_id),
      entry AS (
        INSERT INTO points_entry (account_id, entry_id, kind, amount, idempotency_key, request_hash, reverses, reference,
                                  reason, actor, occurred_at, recorded_at)
        SELECT account_id, $3::uuid, $4, -points,
          CASE WHEN account_id = ANY($16) THEN '' ELSE $15::uuid::text || '/' END || $2::text, $8::uuid, $14::uuid, $9, $10, $11, $12::timestamptz, $6 FROM part),
      movement AS (
        INSERT INTO points_movement (account_id, entry_id, seq, lot_id, delta, cause)
        SELECT account_id, $3, seq, lot_id, -points, 'USE' FROM take),
      used AS (
        UPDATE points_lot l SET remaining = l.remaining - t.points FROM take t
        WHERE l.account_id = t.account_id AND l.lot_id = t.lot_id),
      booked AS (
        UPDATE points_account a SET available = a.available - p.points, version = a.version + 1, settled_at = $6
        FROM part p WHERE a.account_id = p.account_id),
      command AS (
        INSERT INTO points_command (account_id, idempotency_key, request_hash, answer, recorded_at)
        (SELECT $15::uuid, $2, $8, $13::jsonb, $6 FROM take LIMIT 1)
        UNION ALL
        SELECT $15, $2, request_hash, answer, $6 FROM known WHERE account_id <> $15)
      SELECT request_hash, answer, NULL::uuid, NULL::bigint, NULL::timestamptz FROM known
      UNION ALL
      SELECT NULL, NULL, account_id, points, expires_at FROM take
      """;

  /** Writes down what a spend has taken out as held, until an instant. */
  private static final String HOLD =
      """
      WITH part AS (
        INSERT INTO points_reservation (account_id, reservation_id, points, state, made_at, expires_at)
        SELECT account_id, entry_id, -amount, 'OPEN', recorded_at, $3 FROM points_entry
        WHERE account_id = ANY($1) AND entry_id = $2 RETURNING account_id, points)
      UPDATE points_account a SET reserved = a.reserved + p.points, due_at = least(a.due_at, $3)
      FROM part p WHERE a.account_id = p.account_id
      """;

  /** Keeps the answer to a key. */
  private static final String KEEP =
      """
      INSERT INTO points_command (account_id, idempotency_key, request_hash, answer, recorded_at)
      VALUES ($1, $2, $3, $4, $5)
      """;

  /**
   * Locks the accounts of customers, in the order of their ids.
   *
   * @return by customer; one who has none is missing
   */
  Uni<Map<UUID, List<Held>>> lock(
      SqlConnection connection, UUID currency, Collection<UUID> customers) {
    return connection
        .preparedQuery(customers.size() == 1 ? LOCK_ONE : LOCK)
        .execute(
            customers.size() == 1
                ? Tuple.of(currency, customers.iterator().next())
                : Tuple.of(currency, ids(customers)))
        .map(
            rows ->
                Rows.grouped(
                    rows,
                    row -> row.getUUID(8),
                    row -> new Held(account(row), row.getBoolean(9), row.getUUID(10))));
  }

  /**
   * A locked account.
   *
   * @param account its row
   * @param own whether it is the person's own, not that of somebody they share a pool with
   * @param pool in which pool it is; null for none
   */
  record Held(Account account, boolean own, UUID pool) {}

  /** Rows of accounts, by the customer in the ninth column. */
  static Map<UUID, List<Account>> byAsked(RowSet<Row> rows) {
    Map<UUID, List<Account>> found = new HashMap<>();
    rows.forEach(
        row -> found.computeIfAbsent(row.getUUID(8), c -> new ArrayList<>()).add(account(row)));
    return found;
  }

  /** Locks accounts, in the order of their ids. */
  Uni<List<Account>> lock(SqlConnection connection, Collection<UUID> accounts) {
    return connection
        .preparedQuery(LOCK_KNOWN)
        .execute(Tuple.of(ids(accounts)))
        .map(rows -> stream(rows).map(LedgerStore::account).toList());
  }

  /** Locks the own accounts of customers, in the order of their ids. */
  Uni<List<Account>> lockOwn(SqlConnection connection, UUID currency, Collection<UUID> customers) {
    return connection
        .preparedQuery(LOCK_OWN)
        .execute(Tuple.of(currency, ids(customers)))
        .map(rows -> stream(rows).map(LedgerStore::account).toList());
  }

  /** Opens the accounts of customers that exist and have none. */
  Uni<Void> open(SqlConnection connection, UUID currency, Collection<UUID> customers, Instant now) {
    return connection
        .preparedQuery(OPEN)
        .execute(Tuple.of(currency, ids(customers), FactKeys.utc(now)))
        .replaceWithVoid();
  }

  /**
   * The answer that was given to a key, with the hash of what was asked for.
   *
   * @param locked whose key: it is looked for on the person's accounts
   */
  Uni<Optional<Known>> known(SqlConnection connection, Locked locked, String key) {
    return connection
        .preparedQuery(KNOWN)
        .execute(Tuple.of(ids(locked.person()), locked.own(), key, FactKeys.utc(locked.at())))
        .map(rows -> stream(rows).map(row -> known(row)).findFirst());
  }

  /**
   * A key that came before.
   *
   * @param hash of what was asked for then
   * @param receipt what was answered
   */
  record Known(UUID hash, Receipt receipt) {}

  /**
   * Earns points on one account.
   *
   * @param person the accounts of the person
   * @param lot what is given
   * @param repaid how much of it repays the account's debt
   * @return empty when it is done, or what the key said before
   */
  Uni<Optional<Known>> earn(
      SqlConnection connection,
      Collection<UUID> person,
      Lot lot,
      long repaid,
      Command order,
      Instant at,
      Receipt receipt) {
    boolean isActive = lot.isActive(at);
    long left = lot.granted() - repaid;
    Instant due = isActive || lot.activeAt() == null ? lot.expiresAt() : lot.activeAt();
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(ids(person))
            .addUUID(lot.account())
            .addString(order.key())
            .addUUID(lot.entry())
            .addLong(lot.granted())
            .addUUID(order.hash())
            .addString(order.reference())
            .addString(order.reason())
            .addString(order.actor())
            .addOffsetDateTime(FactKeys.utc(order.occurredAt()))
            .addOffsetDateTime(FactKeys.utc(at))
            .addUUID(lot.id())
            .addLong(repaid)
            .addOffsetDateTime(FactKeys.utc(lot.activeAt()))
            .addOffsetDateTime(FactKeys.utc(lot.expiresAt()))
            .addString(lot.awaits())
            .addLong(isActive ? left : 0)
            .addLong(isActive ? 0 : left)
            .addOffsetDateTime(FactKeys.utc(due))
            .addValue(receipt.json());
    return connection
        .preparedQuery(EARN)
        .execute(values)
        .map(rows -> stream(rows).map(row -> known(row)).findFirst());
  }

  /**
   * What a walk over lots took.
   *
   * @param account from a lot of this account
   * @param points how many
   * @param expiresAt when they would have ended; null for never
   */
  record Part(UUID account, long points, Instant expiresAt) {}

  /**
   * What became of a spend.
   *
   * @param known what the key said before; null when it is new
   * @param parts what was taken, in order; empty when there was not enough
   */
  record Spend(Known known, List<Part> parts) {}

  /**
   * Spends points.
   *
   * @param locked whose accounts, brought up to the instant: all of them are walked, the key is
   *     looked for in the person's and kept on the customer's own
   * @param reverses the other side of a transfer; null for none
   */
  Uni<Spend> spend(
      SqlConnection connection,
      Locked locked,
      EntryKind kind,
      UUID entry,
      long points,
      UUID reverses,
      Command order,
      Receipt receipt) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(ids(locked.ids()))
            .addString(order.key())
            .addUUID(entry)
            .addString(kind.name())
            .addLong(points)
            .addOffsetDateTime(FactKeys.utc(locked.at()))
            .addLong(locked.accounts().stream().mapToLong(Account::debt).sum())
            .addUUID(order.hash())
            .addString(order.reference())
            .addString(order.reason())
            .addString(order.actor())
            .addOffsetDateTime(FactKeys.utc(order.occurredAt()))
            .addValue(receipt.json())
            .addUUID(reverses)
            .addUUID(locked.own())
            .addArrayOfUUID(ids(locked.person()));
    return connection
        .preparedQuery(SPEND)
        .execute(values)
        .map(
            rows -> {
              Known known = null;
              List<Part> parts = new ArrayList<>();
              for (Row row : rows) {
                if (row.getUUID(2) == null) {
                  known = known(row);
                } else {
                  parts.add(new Part(row.getUUID(2), row.getLong(3), instant(row, 4)));
                }
              }
              return new Spend(known, parts);
            });
  }

  /** Writes down what a spend has taken as held until an instant. */
  Uni<Void> hold(
      SqlConnection connection, Collection<UUID> accounts, UUID entry, Instant expiresAt) {
    return connection
        .preparedQuery(HOLD)
        .execute(Tuple.of(ids(accounts), entry, FactKeys.utc(expiresAt)))
        .replaceWithVoid();
  }

  /** Keeps the answer to a command that neither earned nor spent in one statement. */
  Uni<Void> keep(
      SqlConnection connection, UUID account, Command order, Instant at, Receipt receipt) {
    return connection
        .preparedQuery(KEEP)
        .execute(Tuple.of(account, order.key(), order.hash(), receipt.json(), FactKeys.utc(at)))
        .replaceWithVoid();
  }

  private static Known known(Row row) {
    return new Known(row.getUUID(0), Receipt.of(row.get(JsonObject.class, 1)));
  }

  private static Account account(Row row) {
    return new Account(
        row.getUUID(0),
        row.getUUID(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        instant(row, 6),
        instant(row, 7));
  }

  static Instant instant(Row row, int column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }

  static java.util.stream.Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }

  static UUID[] ids(Collection<UUID> ids) {
    return ids.toArray(UUID[]::new);
  }

  /**
   * Notes that the owners of accounts changed, since tiers may follow from growth value; points to
   * spend never move a tier, so for them nothing is noted.
   */
  Uni<Void> noteGrowth(SqlConnection connection, PointsCurrency currency, List<UUID> accounts) {
    if (currency.spendable() || accounts.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(STAND_FOR)
        .execute(Tuple.of(accounts.toArray(UUID[]::new)))
        .map(
            rows -> StreamSupport.stream(rows.spliterator(), false).map(r -> r.getUUID(0)).toList())
        .chain(
            customers -> ChangeQueue.note(connection, customers, Change.of(FactKind.LEDGER, null)));
  }
}
