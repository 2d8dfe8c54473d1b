package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.TestDatabase;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A few people with a ledger and a clock of their own, in a real database that the worlds of one
 * run share. The ledger's own classes do the work, without the application around them, so that
 * thousands of histories run in seconds.
 */
final class LedgerWorld {
  static final Instant BEGIN = Instant.parse("2024-01-15T09:00:00Z");

  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final UUID PROGRAMME = Ids.next();
  static final PointsCurrency POINTS =
      new PointsCurrency(
          Ids.next(),
          PROGRAMME,
          "CNY",
          ZONE,
          "POINTS",
          true,
          Period.ofDays(40),
          ExpiresWith.DAY,
          null,
          Period.ofDays(10),
          1_000);

  private static final Pool POOL = pool();

  final List<UUID> people = new ArrayList<>();
  private final UUID pooled = Ids.next();
  private Instant now = BEGIN;
  private final Tx tx = new Tx(POOL);
  private final LedgerStore store = new LedgerStore();
  private final LotStore lots = new LotStore();
  private final PointsCurrencyStore currencies = new PointsCurrencyStore();
  private final Accounts accounts = new Accounts(store, lots, new PostingStore(), clock());
  private final Ledger ledger = new Ledger(accounts, store, lots);
  private final Spendings spendings = new Spendings(accounts, store, lots, currencies);
  private final Transfers transfers = new Transfers(accounts, spendings);
  private final Adjustments adjustments =
      new Adjustments(accounts, spendings, new AdjustmentStore(), currencies);
  private final Points points = new Points(new LedgerReadStore(), accounts, tx);

  private static Pool pool() {
    PgConnectOptions options =
        PgConnectOptions.fromUri(TestDatabase.separate("ledger_laws"))
            .setUser("postgres")
            .setPassword("postgres")
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheSqlLimit(8192)
            .setPipeliningLimit(64);
    Pool pool =
        Pool.newInstance(
            PgBuilder.pool().with(new PoolOptions().setMaxSize(32)).connectingTo(options).build());
    run(
        pool,
        "INSERT INTO programme VALUES ($1, 'Club', 'CNY', $2, now(), 0)",
        Tuple.of(PROGRAMME, ZONE.getId()));
    run(
        pool,
        """
        INSERT INTO points_currency (currency_id, programme_id, code, spendable, validity, expires_with, grace,
                                     adjustment_limit, created_at, version)
        VALUES ($1, $2, 'POINTS', true, 'P40D', 'DAY', 'P10D', 1000, now(), 0)
        """,
        Tuple.of(POINTS.uuid(), PROGRAMME));
    return pool;
  }

  private static void run(Pool pool, String sql, Tuple values) {
    pool.preparedQuery(sql).execute(values).await().indefinitely();
  }

  LedgerWorld(int people) {
    UUID[] ids = new UUID[people];
    for (int i = 0; i < people; i++) {
      ids[i] = Ids.next();
      this.people.add(ids[i]);
    }
    run(
        POOL,
        "INSERT INTO customer (customer_id, created_at, updated_at) SELECT c, $2, $2 FROM unnest($1::uuid[]) c",
        Tuple.of(ids, FactKeys.utc(BEGIN)));
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  private <T> T write(Function<SqlConnection, Uni<T>> step) {
    return tx.write(step).await().indefinitely();
  }

  /** What a caller says; the key is the command's name. */
  Command order(String key) {
    return new Command(key, Ids.hash(key), "staff", null, null, now);
  }

  Receipt earn(
      int person, long points, Instant activeAt, Instant expiresAt, String awaits, String key) {
    Grant grant = new Grant(points, activeAt, expiresAt, awaits, null, null, null);
    return write(c -> ledger.earn(c, POINTS, people.get(person), grant, order(key)));
  }

  Receipt earn(int person, long points, String key) {
    return earn(person, points, now, POINTS.expiresAt(now), null, key);
  }

  Receipt sell(int person, String sale, String line, long value, long points, String key) {
    Grant grant = new Grant(points, now, POINTS.expiresAt(now), null, sale, line, value);
    return write(c -> ledger.earn(c, POINTS, people.get(person), grant, order(key)));
  }

  Receipt sell(
      int person,
      String sale,
      String line,
      long value,
      long points,
      Instant active,
      Instant end,
      String key) {
    Grant grant = new Grant(points, active, end, null, sale, line, value);
    return write(c -> ledger.earn(c, POINTS, people.get(person), grant, order(key)));
  }

  /** Lets time pass up to an instant. */
  void until(Instant instant) {
    now = instant;
  }

  Receipt giveBack(int person, String sale, String line, long returned, String key) {
    return write(
        c -> ledger.clawBack(c, POINTS, people.get(person), sale, line, returned, order(key)));
  }

  Receipt happened(int person, String event, String key) {
    return write(c -> ledger.activate(c, POINTS, people.get(person), event, null, order(key)));
  }

  Receipt redeem(int person, long points, String key) {
    return write(c -> spendings.redeem(c, POINTS, people.get(person), points, order(key)));
  }

  Uni<Receipt> redeeming(int person, long points, String key) {
    return tx.write(c -> spendings.redeem(c, POINTS, people.get(person), points, order(key)));
  }

  Receipt cancel(UUID redemption, Long points, String key) {
    return write(c -> spendings.cancel(c, redemption, points, order(key)));
  }

  Receipt reserve(int person, long points, Duration hold, String key) {
    return write(
        c -> spendings.reserve(c, POINTS, people.get(person), points, now.plus(hold), order(key)));
  }

  Receipt end(UUID reservation, Long spent, String key) {
    return write(c -> spendings.end(c, reservation, spent, order(key)));
  }

  Receipt transfer(int from, int to, long points, String key) {
    return write(
        c -> transfers.transfer(c, POINTS, people.get(from), people.get(to), points, order(key)));
  }

  Receipt adjust(int person, long points, String key) {
    return write(c -> adjustments.adjust(c, POINTS, people.get(person), points, order(key)));
  }

  /** What the job does, for these people's accounts. */
  void settle() {
    List<UUID> ids = new ArrayList<>();
    people.forEach(person -> ids.add(account(person)));
    write(c -> accounts.settle(c, ids, now));
  }

  void merge(int survivor, int absorbed) {
    run(
        POOL,
        "UPDATE customer SET merged_into = $2 WHERE customer_id = $1",
        Tuple.of(people.get(absorbed), people.get(survivor)));
  }

  void unmerge(int absorbed) {
    run(
        POOL,
        "UPDATE customer SET merged_into = NULL WHERE customer_id = $1",
        Tuple.of(people.get(absorbed)));
  }

  /** Puts a person's accounts into the world's pool. */
  void join(int person) {
    pool(person, pooled);
  }

  void leave(int person) {
    pool(person, null);
  }

  private void pool(int person, UUID pool) {
    run(
        POOL,
        "UPDATE points_account SET pool_id = $2 WHERE customer_id = $1",
        Tuple.of(people.get(person), pool));
  }

  Balance balance(int person, Instant asOf) {
    UUID id = people.get(person);
    return points.balances(POINTS, asOf, List.of(id)).await().indefinitely().get(id).balance();
  }

  private static UUID account(UUID person) {
    return rows("SELECT points_account_of($1, $2)", Tuple.of(POINTS.uuid(), person))
        .get(0)
        .getUUID(0);
  }

  /** The rows of a query about these people's accounts: {@code $1} are their ids. */
  List<String> read(String sql) {
    List<String> lines = new ArrayList<>();
    for (Row row : rows(sql, Tuple.of(people.toArray(UUID[]::new)))) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(i == 0 ? "" : "|").append(row.getValue(i));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  static List<Row> rows(String sql, Tuple values) {
    List<Row> rows = new ArrayList<>();
    POOL.preparedQuery(sql).execute(values).await().indefinitely().forEach(rows::add);
    return rows;
  }
}
