package io.tributary.insight.rfm;

import static io.tributary.TestDatabase.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A changed customer's score is the one that a run over everybody gives. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ChangedScoresTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String SCORES =
      """
      SELECT customer_id, as_of, recency, frequency, monetary_minor, currency, r, f, m, segment FROM customer_rfm ORDER BY 1
      """;

  @Inject Tx tx;
  @Inject Changes changes;
  @Inject RfmScores scores;

  @AfterEach
  void backToTheUsualTimeZone() {
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
  }

  @Test
  void scores_of_changed_customers_are_those_of_a_run_be_they_read_from_totals_or_from_days() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'Asia/Shanghai', currency = 'CNY'");
    Random random = new Random(Seed.next());
    List<Given.Person> people =
        IntStream.range(0, 10).mapToObj(i -> Given.customer("Person " + i)).toList();
    people.forEach(
        person ->
            random
                .ints(1 + random.nextInt(8), 0, 1200)
                .mapToObj(day -> Instant.parse("2021-01-01T15:30:00Z").plus(Duration.ofDays(day)))
                .forEach(at -> person.boughtAt("till", "8.00", at.toString())));
    TestDatabase.run(
        "UPDATE customer_order SET currency = 'USD' WHERE get_byte(uuid_send(order_id), 15) % 4 = 0");
    List<UUID> customers = people.stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
    for (String time : List.of("2022-03-10T12:00:00Z", "2024-06-01T00:00:00Z")) {
      Instant asOf = Instant.parse(time);
      tx.write(connection -> scores.run(connection, asOf)).await().atMost(LONG);
      List<String> ofRun = rows(SCORES);
      for (String summedAt : List.of("computed_at", "NULL")) {
        TestDatabase.run("UPDATE customer_purchases SET summed_at = " + summedAt);
        TestDatabase.run("DELETE FROM customer_rfm");
        tx.write(connection -> scores.refresh(connection, customers, asOf)).await().atMost(LONG);
        assertEquals(ofRun, rows(SCORES), time + " " + summedAt);
      }
    }
    assertEquals(10, rows(SCORES).size());
  }
}
