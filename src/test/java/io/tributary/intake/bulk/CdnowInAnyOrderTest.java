package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Orders of a real shop, half of them first, then the rest in random order with repetitions: the
 * figures are those of all of them in order. A tenth of the customers, to be quick; {@code
 * -Dcdnow.all=true} takes all.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CdnowInAnyOrderTest {
  private static final Path FOLDER = Path.of("..", "shared", "data", "cdnow");
  private static final String FIGURES =
      """
      { bounded: retention(input: {grain: MONTH, clock: CALENDAR, measure: BOUNDED, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) { ...table }
        unbounded: retention(input: {grain: WEEK, clock: RELATIVE, measure: UNBOUNDED, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z", segmentBy: FIRST_CHANNEL}) { ...table }
        repurchase(input: {days: [90, 180, 365], asOf: "1998-07-01T00:00:00Z", timezone: "UTC"}) {
          windows { days eligible repeated } }
        rfm(input: {asOf: "1998-07-01T00:00:00Z"}) { thresholds { recency frequency monetary }
          segments { segment customers monetary { amount } } } }
      fragment table on RetentionTable {
        cohorts { period size cells { customers } } money { cohorts { cells { net { minorUnits } } } }
        segments { segment customers } }
      """;

  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");

  @BeforeEach
  void clear() {
    assumeTrue(Files.exists(FOLDER), "skipped: CDNOW is not at " + FOLDER.toAbsolutePath());
    TestDatabase.clear();
  }

  @Test
  void half_of_the_orders_and_then_the_rest_in_any_order_with_repetitions() throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve("orders.csv"));
    String header = lines.get(0);
    Set<String> sample = new HashSet<>(Files.readAllLines(FOLDER.resolve("sample_customers.txt")));
    List<String> orders =
        lines.stream()
            .skip(1)
            .filter(line -> Boolean.getBoolean("cdnow.all") || sample.contains(line.split(",")[1]))
            .toList();
    send("inorder", header, orders);
    JsonPath inOrder = analyst.data(FIGURES);
    assertTrue(inOrder.getInt("bounded.cohorts.size.sum()") >= 2_357);

    TestDatabase.clear();
    Random random = new Random(4711);
    List<String> shuffled = new ArrayList<>(orders);
    Collections.shuffle(shuffled, random);
    int half = shuffled.size() / 2;
    List<String> rest = new ArrayList<>(shuffled.subList(half, shuffled.size()));
    for (int i = 0; i < orders.size() / 20; i++) {
      rest.add(shuffled.get(random.nextInt(shuffled.size())));
    }
    Collections.shuffle(rest, random);
    String source = send("shuffled", header, shuffled.subList(0, half));
    again(source, header, rest);
    JsonPath anyOrder = analyst.data(FIGURES);
    for (String field : List.of("bounded", "repurchase", "rfm")) {
      assertEquals(inOrder.<Object>get(field), anyOrder.<Object>get(field), field);
    }
    assertEquals(inOrder.getList("unbounded.cohorts"), anyOrder.getList("unbounded.cohorts"));
    assertEquals(
        inOrder.getList("unbounded.money.cohorts"), anyOrder.getList("unbounded.money.cohorts"));
  }

  private String send(String name, String header, List<String> orders) {
    String source = Sent.newSource(name).name();
    again(source, header, orders);
    return source;
  }

  private void again(String source, String header, List<String> orders) {
    Sent.Result result =
        Sent.csv(source, "orders", header + "\n" + String.join("\n", orders) + "\n").finished();
    assertEquals("COMPLETED", result.job().getString("state"));
    assertEquals(0, result.job().getInt("rejected"));
    changes.drain().await().atMost(Duration.ofMinutes(3));
  }
}
