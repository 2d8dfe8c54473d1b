package io.tributary.platform;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.TestDatabase;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class UnderWayTest {
  private static final String SLEEP = "SELECT pg_sleep(50)";
  private static final String ASLEEP =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + SLEEP + "'";

  @Inject Pool pool;

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
}
