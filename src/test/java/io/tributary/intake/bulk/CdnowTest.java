package io.tributary.intake.bulk;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A real shop's 69,659 orders of 23,570 customers from the file to the published figures, as a user
 * gets them: imported over HTTP, the jobs run, asked over GraphQL.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CdnowTest {
  private static final Path ORDERS =
      Path.of(System.getProperty("tributary.shared", "../shared"), "data", "cdnow", "orders.csv");
  private static final int CUSTOMERS = 23_570;
  private static final String FIGURES =
      """
      {
        customers { totalCount }
        bounded: retention(input: {grain: MONTH, clock: CALENDAR, measure: BOUNDED, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) { ...table }
        unbounded: retention(input: {grain: MONTH, clock: CALENDAR, measure: UNBOUNDED, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) { ...table }
        repurchase(input: {days: [90, 180, 365], asOf: "1998-07-01T00:00:00Z", timezone: "UTC"}) {
          windows { days eligible repeated rate } }
      }
      fragment table on RetentionTable { cohorts { period size cells { k customers rate } } overall { k customers rate } }
      """;

  private final Api admin = Api.as("admin");

  @Test
  void the_record_shops_file_gives_the_published_figures_and_the_same_when_sent_twice()
      throws IOException {
    assumeTrue(Files.exists(ORDERS), () -> "skipped: CDNOW is not at " + ORDERS.toAbsolutePath());
    byte[] file = Files.readAllBytes(ORDERS);
    TestDatabase.clear();
    String shop = Sent.newSource("web").name();
    assertEquals(
        "COMPLETED accepted 69659 duplicates 0 rejected 0",
        Sent.csv(shop, "orders", file).finished().counts());
    assertEquals(
        List.of("69659|250031563|80"),
        TestDatabase.rows(
            "SELECT count(*), sum(net_minor), count(*) FILTER (WHERE net_minor = 0) FROM counted_order"));
    runJobs();
    JsonPath figures = admin.data(FIGURES);
    arePublished(figures);

    Map<String, String> before = TestDatabase.contents("import_");
    assertEquals(
        "COMPLETED accepted 0 duplicates 69659 rejected 0",
        Sent.csv(shop, "orders", file).finished().counts());
    assertEquals(before, TestDatabase.contents("import_"));
    assertEquals(figures.getMap("$"), admin.data(FIGURES).getMap("$"));
  }

  /** On a loaded machine it takes longer than a request waits, so the run itself is looked at. */
  private void runJobs() {
    // as the database does by itself within a minute
    TestDatabase.run("ANALYZE");
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(
            () -> admin.send("mutation { runJob(input: {name: \"refresh-retention\"}) { id } }"));
    String runs =
        "{ jobRuns(job: \"refresh-retention\", first: 5) { edges { node { state done } } } }";
    JsonPath ended =
        await()
            .atMost(Duration.ofMinutes(3))
            .until(
                () -> admin.data(runs),
                found -> found.getList("jobRuns.edges.node.state").equals(List.of("COMPLETED")));
    assertEquals(CUSTOMERS, ended.getInt("jobRuns.edges[0].node.done"));
    asked.handle((answer, late) -> null).join();
  }

  private static void arePublished(JsonPath figures) {
    assertEquals(CUSTOMERS, figures.getInt("customers.totalCount"));
    for (String table : List.of("bounded", "unbounded")) {
      assertEquals(
          List.of("1997-01-01", "1997-02-01", "1997-03-01"),
          figures.getList(table + ".cohorts.period"));
      assertEquals(List.of(7846, 8476, 7248), figures.getList(table + ".cohorts.size"));
      assertEquals(CUSTOMERS, figures.getInt(table + ".overall[0].customers"));
      assertEquals(18, figures.getList(table + ".overall").size());
    }
    assertEquals(
        List.of(
            7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497,
            498),
        figures.getList("bounded.cohorts[0].cells.customers"));
    List<Integer> orLater = figures.getList("unbounded.cohorts[0].cells.customers");
    assertEquals(List.of(7846, 3654, 3357, 3140, 2958), orLater.subList(0, 5));
    assertEquals(498, orLater.get(17));

    assertEquals(
        List.of(CUSTOMERS, CUSTOMERS, CUSTOMERS), figures.getList("repurchase.windows.eligible"));
    List<Integer> repeated = figures.getList("repurchase.windows.repeated");
    assertEquals(List.of(6887, 8827, 10_810), repeated);
    assertEquals(
        List.of("0.292193", "0.374501", "0.458634"),
        repeated.stream().map(n -> "%.6f".formatted(n / (double) CUSTOMERS)).toList());
    // the parser reads a number as float
    List<Float> rates = figures.getList("repurchase.windows.rate");
    assertEquals(repeated.stream().map(n -> (float) (n / (double) CUSTOMERS)).toList(), rates);
  }
}
