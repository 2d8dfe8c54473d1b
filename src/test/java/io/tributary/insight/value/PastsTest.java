package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.insight.CustomerSegment;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A past that is read from a customer's totals is the one that their days tell. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PastsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Inject Tx tx;
  @Inject Changes changes;
  @Inject ValueStore store;

  private List<UUID> customers;

  @BeforeEach
  void buy() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'Asia/Shanghai'");
    Random random = new Random(Seed.next());
    List<Given.Person> people =
        IntStream.range(0, 8).mapToObj(i -> Given.customer("Person " + i)).toList();
    people.forEach(
        person ->
            random
                .ints(1 + random.nextInt(6), 0, 60 * 24)
                .mapToObj(hour -> Instant.parse("2024-03-01T00:30:00Z").plusSeconds(3600L * hour))
                .forEach(at -> person.boughtAt("till", "8.00", at.toString())));
    TestDatabase.run(
        "UPDATE customer_order SET currency = 'USD' WHERE get_byte(uuid_send(order_id), 15) % 3 = 0");
    customers = people.stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
  }

  @AfterEach
  void backToTheUsualTimeZone() {
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
  }

  @Test
  void totals_and_days_tell_the_same_past_in_each_currency_at_each_instant() {
    for (String asOf : List.of("2024-03-20T12:00:00Z", "2024-05-10T00:00:00Z")) {
      for (String currency : List.of("CNY", "USD", "EUR")) {
        TestDatabase.run("UPDATE customer_purchases SET summed_at = computed_at");
        Set<PastPurchases> fromTotals = pasts(asOf, currency);
        TestDatabase.run("UPDATE customer_purchases SET summed_at = NULL");
        assertEquals(pasts(asOf, currency), fromTotals, asOf + " " + currency);
      }
    }
    assertEquals(customers.size(), pasts("2024-05-10T00:00:00Z", "CNY").size());
  }

  private Set<PastPurchases> pasts(String asOf, String currency) {
    return new HashSet<>(
        tx.read(
                connection ->
                    store.pasts(
                        connection,
                        Instant.parse(asOf),
                        currency,
                        CustomerSegment.FIRST_CHANNEL,
                        customers))
            .await()
            .atMost(LONG));
  }
}
