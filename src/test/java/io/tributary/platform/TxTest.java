package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TxTest {
  private static final String RENAME =
      "UPDATE customer SET display_name = display_name || $2 WHERE customer_id = $1";

  @Inject Tx tx;
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void a_deadlocks_victim_is_tried_again_and_both_happen_once() {
    TestDatabase.clear();
    Given.Person one = Given.customer("one");
    Given.Person other = Given.customer("other");
    CompletableFuture<Void> oneIsHeld = new CompletableFuture<>();
    CompletableFuture<Void> otherIsHeld = new CompletableFuture<>();
    Uni.join()
        .all(
            crossing("a", one, other, oneIsHeld, otherIsHeld),
            crossing("b", other, one, otherIsHeld, oneIsHeld))
        .andFailFast()
        .await()
        .indefinitely();
    assertTrue(tries.get() > 2, "one of them was a victim");
    List<String> names =
        TestDatabase.rows("SELECT display_name FROM customer ORDER BY customer_id");
    assertEquals(List.of(5, 7), names.stream().map(String::length).toList(), names.toString());
  }

  /** Holds the first, and wants the second when somebody else holds it. */
  private Uni<Void> crossing(
      String word,
      Given.Person first,
      Given.Person second,
      CompletableFuture<Void> firstIsHeld,
      CompletableFuture<Void> secondIsHeld) {
    return tx.write(
        connection ->
            connection
                .query("SET LOCAL deadlock_timeout = '20ms'")
                .execute()
                .invoke(tries::incrementAndGet)
                .chain(() -> rename(connection, first, word))
                .invoke(() -> firstIsHeld.complete(null))
                .chain(() -> Uni.createFrom().completionStage(secondIsHeld))
                .chain(() -> rename(connection, second, word)));
  }

  private static Uni<Void> rename(SqlConnection connection, Given.Person person, String word) {
    return connection
        .preparedQuery(RENAME)
        .execute(Tuple.of(person.uuid(), word))
        .replaceWithVoid();
  }
}
