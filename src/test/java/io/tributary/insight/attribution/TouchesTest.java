package io.tributary.insight.attribution;

import static io.tributary.TestDatabase.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Change;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.FactKind;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Touches that follow single events, read from these on, are what all events together give. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TouchesTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Instant BEGINNING = Instant.parse("2024-03-30T20:00:00Z");
  private static final String TOUCHES = "SELECT t::text FROM customer_touch t ORDER BY 1";

  @Inject Tx tx;
  @Inject Changes changes;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'Asia/Shanghai'");
  }

  @AfterEach
  void backToTheUsualTimeZone() {
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
  }

  @Test
  void events_in_any_order_leave_the_same_touches_as_a_look_at_all_of_them() {
    Random random = new Random(Seed.next());
    List<Given.Person> people =
        Stream.of("Zhang Wei", "Ann", "Bo").map(name -> Given.customer(name)).toList();
    for (int i = 0; i < 120; i++) {
      Given.Person person = people.get(random.nextInt(people.size()));
      Instant at = BEGINNING.plusSeconds(60L * random.nextInt(40 * 60));
      String source = random.nextInt(3) == 0 ? "wechat" : "web";
      person.did(source, "VIEW", "Home", at.toString());
      if (random.nextInt(4) == 0) {
        TestDatabase.run(
            """
            UPDATE event SET properties = '{"context": {"campaign": {"source": "mail", "name": "spring"}}}'
            WHERE occurred_at = '%s' AND recorded_at = occurred_at
            """
                .formatted(at));
      }
      tx.write(
              connection ->
                  ChangeQueue.note(
                      connection, List.of(person.uuid()), Change.of(FactKind.EVENT, at)))
          .await()
          .atMost(LONG);
      if (random.nextInt(3) == 0) {
        changes.drain().await().atMost(LONG);
      }
    }
    changes.drain().await().atMost(LONG);
    List<String> followed = rows(TOUCHES);
    assertTrue(followed.size() > 20);
    TestDatabase.run("DELETE FROM customer_touch");
    tx.write(
            connection ->
                ChangeQueue.note(connection, people.stream().map(Given.Person::uuid).toList()))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
    assertEquals(followed, rows(TOUCHES));
  }
}
