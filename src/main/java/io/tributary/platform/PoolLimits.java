package io.tributary.platform;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.spi.ConnectionFactory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds what Quarkus has no setting for: how long a request waits for a connection, how many may
 * wait, and how long a statement may take. The client's own defaults are 30 seconds and without
 * end. Statements as long as the ledger's are kept prepared, and none is compiled to machine code:
 * where the server has a compiler that takes seconds for those which make figures of many rows.
 */
@Singleton
class PoolLimits implements PgPoolCreator {
  /** The client prepares a longer statement anew each time; its own limit is 2,048 characters. */
  private static final int LONGEST_KEPT_STATEMENT = 32_768;

  /** A transaction whose process has gone silent holds its locks no longer than this. */
  private static final Duration LONGEST_IDLE_TRANSACTION = Duration.ofMinutes(1);

  private final DatabaseCircuit circuit;
  private final int wait;
  private final int queue;
  private final Duration statement;

  PoolLimits(
      DatabaseCircuit circuit,
      @ConfigProperty(name = "tributary.database.acquire-millis", defaultValue = "5000") int wait,
      @ConfigProperty(name = "tributary.database.queue", defaultValue = "1000") int queue,
      @ConfigProperty(name = "tributary.database.statement-limit", defaultValue = "60s")
          Duration statement) {
    this.circuit = circuit;
    this.wait = wait;
    this.queue = queue;
    this.statement = statement;
  }

  @Override
  public Pool create(Input input) {
    PoolOptions options =
        input
            .poolOptions()
            .setConnectionTimeout(wait)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxWaitQueueSize(queue);
    List<PgConnectOptions> servers = input.pgConnectOptionsList();
    servers.forEach(this::limit);
    Pool pool =
        PgBuilder.pool()
            .with(options)
            .connectingTo(List.<SqlConnectOptions>copyOf(servers))
            .using(input.vertx())
            .build();
    ConnectionFactory connections =
        PgDriver.INSTANCE.createConnectionFactory(input.vertx(), inTurn(servers));
    circuit.watch(input.vertx(), servers, connections);
    return pool.connectionProvider(circuit::connect);
  }

  private static Supplier<Future<PgConnectOptions>> inTurn(List<PgConnectOptions> servers) {
    AtomicInteger turn = new AtomicInteger();
    return () ->
        Future.succeededFuture(servers.get(Math.floorMod(turn.getAndIncrement(), servers.size())));
  }

  /** The server's own limits; a pooler in between that knows none of them needs a limit of 0. */
  private void limit(PgConnectOptions server) {
    server.setPreparedStatementCacheSqlLimit(LONGEST_KEPT_STATEMENT);
    if (!statement.isZero()) {
      server
          .addProperty("jit", "off")
          .addProperty("statement_timeout", Long.toString(statement.toMillis()))
          .addProperty(
              "idle_in_transaction_session_timeout",
              Long.toString(LONGEST_IDLE_TRANSACTION.toMillis()));
    }
  }
}
