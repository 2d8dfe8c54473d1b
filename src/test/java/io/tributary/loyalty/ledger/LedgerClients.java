package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients that use the ledger itself, without GraphQL and HTTP in between: what the ledger costs
 * beside its SQL.
 */
public final class LedgerClients implements AutoCloseable {
  private final Pool pool;
  private final Tx tx;
  private final Clock clock = Clock.systemUTC();
  private final Ledger ledger;
  private final Spendings spendings;
  private final PointsCurrency currency;
  private final List<UUID> customers;

  /** Clients of the database on a port of this machine, for some customers. */
  public LedgerClients(int port, int clients, UUID currency, List<UUID> customers) {
    PgConnectOptions options =
        PgConnectOptions.fromUri("postgresql://localhost:" + port + "/postgres")
            .setUser("postgres")
            .setPassword("postgres")
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheSqlLimit(8192);
    this.pool =
        Pool.newInstance(
            PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(clients))
                .connectingTo(options)
                .build());
    this.tx = new Tx(pool);
    LedgerStore store = new LedgerStore();
    LotStore lots = new LotStore();
    Accounts accounts = new Accounts(store, lots, new PostingStore(), clock);
    this.ledger = new Ledger(accounts, store, lots);
    this.spendings = new Spendings(accounts, store, lots, new PointsCurrencyStore());
    this.currency =
        tx.read(c -> new PointsCurrencyStore().byIds(c, List.of(currency)))
            .await()
            .indefinitely()
            .get(0);
    this.customers = List.copyOf(customers);
  }

  /**
   * Commands a second of so many clients, each sending the next when the one before is done.
   *
   * @throws IllegalStateException when a command failed that should not have: the rate is none
   */
  public double run(int clients, int seconds, long seed) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    AtomicLong done = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      SplittableRandom random = new SplittableRandom(seed + i);
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (System.nanoTime() < end && failure.get() == null) {
                    command(random).await().indefinitely();
                    done.incrementAndGet();
                  }
                } catch (RuntimeException e) {
                  failure.set(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a command failed", failure.get());
    }
    return done.get() / (double) seconds;
  }

  /** Half earn 100 points, a tenth of which end within two seconds; half spend 1 to 199. */
  private Uni<Receipt> command(SplittableRandom random) {
    UUID customer = customers.get(random.nextInt(customers.size()));
    Instant now = clock.instant();
    UUID key = new UUID(random.nextLong(), random.nextLong());
    Command order = new Command(key.toString(), Ids.hash(key.toString()), "bench", null, null, now);
    if (random.nextBoolean()) {
      long points = 1 + random.nextInt(199);
      return tx.write(c -> spendings.redeem(c, currency, customer, points, order))
          .onFailure(ApiException.class)
          .recoverWithNull();
    }
    Instant expires =
        random.nextInt(10) == 0 ? now.plus(Duration.ofSeconds(2)) : currency.expiresAt(now);
    Grant grant = Grant.of(100, now, expires);
    return tx.write(c -> ledger.earn(c, currency, customer, grant, order));
  }

  @Override
  public void close() {
    pool.close().await().indefinitely();
  }
}
