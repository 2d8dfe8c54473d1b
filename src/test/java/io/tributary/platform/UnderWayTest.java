package io.tributary.platform;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class UnderWayTest {
  private static final String SLEEP = "SELECT pg_sleep(50)";
  private static final String ASLEEP =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + SLEEP + "'";

  @Inject Pool pool;

  @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
  int size;

  private CompletableFuture<?> sleep(UnderWay request, Duration after) {
    return request
        .read(
            pool::getConnection,
            connection ->
                Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(after)
                    .chain(() -> connection.query(SLEEP).execute()))
        .subscribeAsCompletionStage();
  }

  @Test
  void a_statement_that_is_sent_after_the_request_to_stop_is_stopped_too() {
    UnderWay request = new UnderWay();
    CompletableFuture<?> first = sleep(request, Duration.ofMillis(1));
    CompletableFuture<?> second = sleep(request, Duration.ofSeconds(1));
    await().until(() -> TestDatabase.rows(ASLEEP).equals(List.of("1")));
    request.end();
    assertThrows(ExecutionException.class, () -> first.get(20, TimeUnit.SECONDS));
    assertThrows(ExecutionException.class, () -> second.get(20, TimeUnit.SECONDS));
    await().until(() -> TestDatabase.rows(ASLEEP).equals(List.of("0")));
  }

  @Test
  void a_session_that_was_told_to_stop_serves_nobody_else() throws Exception {
    for (int i = 0; i <= size; i++) {
      UnderWay request = new UnderWay();
      CompletableFuture<Integer> process = new CompletableFuture<>();
      CompletableFuture<?> read =
          request
              .read(
                  pool::getConnection,
                  connection -> {
                    process.complete(PgConnection.cast(connection.getDelegate()).processId());
                    return connection.query("SELECT pg_sleep(0.05)").execute();
                  })
              .onFailure()
              .recoverWithNull()
              .subscribeAsCompletionStage();
      int told = process.get(20, TimeUnit.SECONDS);
      request.end();
      read.get(20, TimeUnit.SECONDS);
      String alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + told;
      await().until(() -> TestDatabase.rows(alive).equals(List.of("0")));
    }
  }
}
