package io.tributary.platform;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.tributary.TcpProxy;
import io.tributary.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool on a network that breaks when it is told to. */
class DatabaseCircuitTest {
  private final Vertx vertx = Vertx.vertx();
  private final DatabaseCircuit circuit =
      new DatabaseCircuit(
          new SimpleMeterRegistry(), Duration.ofMillis(100), Duration.ofMillis(2_000));
  private final TcpProxy network = new TcpProxy(TestDatabase.port());
  private Pool pool;

  private record Input(
      Vertx vertx, PoolOptions poolOptions, List<PgConnectOptions> pgConnectOptionsList)
      implements PgPoolCreator.Input {}

  @BeforeEach
  void open() {
    PgConnectOptions server =
        new PgConnectOptions()
            .setHost("localhost")
            .setPort(network.port())
            .setDatabase("postgres")
            .setUser("postgres")
            .setPassword("postgres");
    pool =
        new PoolLimits(circuit, 5_000, 3, Duration.ofMillis(700))
            .create(new Input(vertx, new PoolOptions().setMaxSize(4), List.of(server)));
    query("SELECT 1");
  }

  @AfterEach
  void close() {
    network.close();
    result(vertx.close().toCompletionStage());
  }

  private static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private void query(String sql) {
    result(pool.query(sql).execute().toCompletionStage());
  }

  private Throwable failure(String sql) {
    return assertThrows(CompletionException.class, () -> query(sql)).getCause();
  }

  @Test
  void statements_are_not_compiled() {
    Row row = result(pool.query("SHOW jit").execute().toCompletionStage()).iterator().next();
    assertEquals("off", row.getString(0));
  }

  @Test
  void what_is_under_way_when_the_network_falls_silent_fails_and_what_comes_is_refused() {
    network.fallSilent();
    Throwable underWay = failure("SELECT 2");
    assertTrue(Outage.isBehind(underWay), underWay::toString);
    await().until(circuit::isOpen);
    assertInstanceOf(Outage.class, failure("SELECT 3"));
    network.speakAgain();
    await().until(() -> !circuit.isOpen());
    query("SELECT 4");
  }

  @Test
  void a_server_that_takes_nobody_is_gone_until_it_does() {
    network.refuse();
    await().until(circuit::isOpen);
    Throwable refused = failure("SELECT 1");
    assertTrue(Outage.isBehind(refused), refused::toString);
    network.admit();
    await().until(() -> !circuit.isOpen());
    query("SELECT 1");
  }

  @Test
  void connections_that_are_cut_are_made_again_and_nobody_is_refused() {
    for (int i = 0; i < 5; i++) {
      network.reset();
      await()
          .ignoreExceptions()
          .until(
              () ->
                  result(
                      pool.getConnection()
                          .compose(DatabaseCircuitTest::tried)
                          .toCompletionStage()));
    }
    assertFalse(circuit.isOpen());
  }

  private static Future<Boolean> tried(SqlConnection connection) {
    return connection.query("SELECT 1").execute().compose(rows -> connection.close()).map(true);
  }

  @Test
  void a_statement_ends_at_its_limit_and_the_database_is_still_there() {
    Throwable late = failure("SELECT pg_sleep(60)");
    assertTrue(Outage.isBehind(late), late::toString);
    assertEquals("PgException 57014", Faults.kind(late));
    assertFalse(circuit.isOpen());
    query("SELECT 1");
  }

  @Test
  void no_more_than_the_queue_holds_wait_for_a_connection() {
    List<SqlConnection> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(result(pool.getConnection().toCompletionStage()));
    }
    List<CompletionStage<SqlConnection>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(pool.getConnection().toCompletionStage());
    }
    Throwable tooMany =
        assertThrows(
                CompletionException.class, () -> result(pool.getConnection().toCompletionStage()))
            .getCause();
    assertTrue(Outage.isBehind(tooMany), tooMany::toString);
    all.forEach(each -> result(each.close().toCompletionStage()));
    waiting.forEach(each -> result(each).close());
  }
}
