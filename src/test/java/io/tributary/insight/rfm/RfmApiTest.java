package io.tributary.insight.rfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RfmApiTest {
  private static final Path ORDERS = Path.of("..", "shared", "data", "rfm", "rfm_data_orders.csv");
  private static final String TABLE =
      """
      query($input: RfmInput) { rfm(input: $input) {
        asOf timezone currency months customers thresholds { recency frequency monetary }
        segments { segment customers share monetary { amount } } } }
      """;

  private static final String LOAD =
      """
      SELECT add_month_partition('customer_order', month::date)
      FROM generate_series((SELECT date_trunc('month', min(day)) FROM sold), date '2006-12-01', interval '1 month') month;
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT DISTINCT md5('customer ' || ref)::uuid, now(), now() FROM sold;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT DISTINCT md5('profile ' || ref)::uuid, '%1$s'::uuid, 'USER_ID', ref, md5('customer ' || ref)::uuid, now(), now(), now()
      FROM sold;
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, currency,
                                  total_minor, changed_at, recorded_at)
      SELECT md5('profile ' || ref)::uuid, day + time '12:00', gen_random_uuid(), '%1$s', gen_random_uuid()::text, 'PAID', 'USD',
             (total * 100)::bigint, now(), now()
      FROM sold;
      """;

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");
  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run(
        "UPDATE insight_setting SET rfm_months = 24, rfm_money_step = 1, rfm_segments = NULL");
  }

  @Test
  void thresholds_and_segments_of_a_published_set_of_orders() throws Exception {
    assumeTrue(Files.exists(ORDERS), "skipped: the orders are not at " + ORDERS.toAbsolutePath());
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement();
        Reader file = Files.newBufferedReader(ORDERS)) {
      statement.execute(
          "CREATE TEMP TABLE sold (ref text, day date, total numeric, first text, last text, email text)");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY sold FROM STDIN WITH (FORMAT csv, HEADER)", file);
      statement.execute(LOAD.formatted(Given.source("shop").uuid()));
    }
    admin.data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    JsonPath table =
        analyst
            .data(
                TABLE,
                "input",
                Map.of("asOf", "2006-12-31T00:00:00Z", "months", 0, "moneyStepMinorUnits", 100))
            .setRootPath("data.rfm");
    assertEquals(995, table.getInt("customers"));
    assertEquals("USD", table.getString("currency"));
    assertEquals(List.of(115f, 181f, 297.4f, 482f), table.getList("thresholds.recency"));
    assertEquals(List.of(4f, 5f, 6f, 8f), table.getList("thresholds.frequency"));
    assertEquals(List.of(255.8f, 382f, 506.4f, 666f), table.getList("thresholds.monetary"));
    assertEquals(
        List.of(
            "Champions",
            "Potential Loyalists",
            "Loyal",
            "Promising",
            "New",
            "Can't Lose",
            "At Risk",
            "Need Attention",
            "About To Sleep",
            "Lost",
            "Others"),
        table.getList("segments.segment"));
    assertEquals(
        List.of(35, 341, 170, 9, 104, 47, 28, 10, 103, 148, 0),
        table.getList("segments.customers"));
    assertEquals(464_158f, table.getFloat("segments.monetary.amount.sum { it.toFloat() }"), 1f);
  }

  /** The definition over again, customer by customer, for made-up histories. */
  @Test
  void stored_scores_live_ones_and_those_asked_for_are_the_definition() {
    Random random = new Random(4711);
    List<Given.Person> people = new ArrayList<>();
    Map<UUID, TreeMap<LocalDate, Long>> bought = new HashMap<>();
    for (int i = 0; i < 23; i++) {
      Given.Person person = Given.customer("Person " + i);
      people.add(person);
      for (int n = random.nextInt(6); n >= 0; n--) {
        LocalDate day = LocalDate.parse("2021-06-01").plusDays(random.nextInt(1000));
        int total = 5 * random.nextInt(6);
        person.boughtAt("web", total + ".00", day + "T10:00:00Z");
        bought
            .computeIfAbsent(person.uuid(), p -> new TreeMap<>())
            .merge(day, total * 100L, Long::sum);
      }
    }
    refresh(people);
    String asOf = "2024-03-01T00:00:00Z";
    JsonPath run =
        admin.data(
            "mutation($asOf: DateTime) { runJob(input: {name: \"refresh-rfm\", asOf: $asOf}) { state done error } }",
            "asOf",
            asOf);
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
    assertEquals(23, run.getInt("runJob.done"));
    List<String> stored = scores();
    assertEquals(byDefinition(bought, LocalDate.parse("2024-03-01")), stored);

    // a changed customer is scored anew by the same thresholds: nothing has changed, so nothing
    // does
    TestDatabase.run(
        "UPDATE rfm_run SET as_of = '2024-03-01Z'; UPDATE customer_rfm SET r = 1, f = 1, m = 1");
    tx.write(
            connection ->
                scoresBean.refresh(
                    connection,
                    people.stream().map(Given.Person::uuid).toList(),
                    Instant.parse(asOf)))
        .await()
        .atMost(Duration.ofMinutes(1));
    assertEquals(stored, scores());

    JsonPath page =
        analyst.data(
            """
            query($asOf: DateTime) { customers(first: 100) { edges { node { metrics {
              stored: rfm { r f m segment recencyDays frequency monetary { minorUnits } asOf }
              then: rfm(asOf: $asOf) { r f m segment recencyDays frequency monetary { minorUnits } asOf }
              before: rfm(asOf: "2020-01-01T00:00:00Z") { segment reason } } } } } }
            """,
            "asOf",
            asOf);
    assertEquals(
        page.getList("customers.edges.node.metrics.then"),
        page.getList("customers.edges.node.metrics.stored"));
    assertEquals("NO_PURCHASES", page.getString("customers.edges[0].node.metrics.before.reason"));
  }

  @Test
  void thresholds_of_a_run_that_catches_up_count_for_whoever_changed_meanwhile() {
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Given.Person person = Given.customer("Person " + i);
      person.boughtAt("web", (10 + i) + ".00", "2024-02-0%dT10:00:00Z".formatted(i + 1));
      people.add(person);
    }
    analyst.data("mutation { setRfmSettings(input: {months: 0}) { settings { months } } }");
    refresh(people);
    run("2024-03-01T00:00:00Z");
    Given.Person last = people.get(5);
    last.boughtAt("web", "3.00", "2024-07-01T10:00:00Z");
    refresh(List.of(last));
    String ofLast = "SELECT f, m, as_of, frequency FROM customer_rfm WHERE customer_id = '%s'";
    String before = TestDatabase.rows(ofLast.formatted(last.uuid())).get(0);
    assertEquals("5|5", before.substring(0, 3));
    for (Given.Person other : people.subList(0, 5)) {
      for (int i = 0; i < 3; i++) {
        other.boughtAt("web", "90.00", "2024-05-0%dT10:00:00Z".formatted(i + 1));
      }
    }
    admin.data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    run("2024-06-01T00:00:00Z");
    String after = TestDatabase.rows(ofLast.formatted(last.uuid())).get(0);
    assertEquals("1|1", after.substring(0, 3), "among those who bought more than they");
    assertEquals(
        before.substring(3), after.substring(3), "what came after the run's instant stays");
    List<String> stored = scores();
    refresh(List.of(last));
    assertEquals(stored, scores(), "the queue would have left the same");
  }

  private void run(String asOf) {
    JsonPath run =
        admin.data(
            "mutation($asOf: DateTime) { runJob(input: {name: \"refresh-rfm\", asOf: $asOf}) { state error } }",
            "asOf",
            asOf);
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
  }

  @Inject RfmScores scoresBean;

  private static List<String> scores() {
    return TestDatabase.rows(
        "SELECT customer_id, recency, frequency, monetary_minor, r, f, m, segment FROM customer_rfm ORDER BY 1");
  }

  private static List<String> byDefinition(
      Map<UUID, TreeMap<LocalDate, Long>> bought, LocalDate asOf) {
    LocalDate since = asOf.minusMonths(24);
    Map<UUID, long[]> figures = new TreeMap<>(java.util.Comparator.comparing(UUID::toString));
    bought.forEach(
        (customer, days) ->
            figures.put(
                customer,
                new long[] {
                  asOf.toEpochDay() - days.lastKey().toEpochDay(),
                  days.tailMap(since).size(),
                  days.tailMap(since).values().stream().mapToLong(v -> v).sum()
                }));
    double[][] bounds = new double[3][];
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      bounds[axis] = bounds(figures.values().stream().mapToLong(v -> v[a]).sorted().toArray());
    }
    List<String> rows = new ArrayList<>();
    figures.forEach(
        (customer, v) -> {
          int r = 5 - above(v[0], bounds[0]);
          int f = 1 + above(v[1], bounds[1]);
          int m = 1 + above(v[2], bounds[2]);
          rows.add(
              String.join(
                  "|",
                  customer.toString(),
                  "" + v[0],
                  "" + v[1],
                  "" + v[2],
                  "" + r,
                  "" + f,
                  "" + m,
                  RfmRule.USUAL.segmentOf(r, f, m)));
        });
    return rows;
  }

  private static double[] bounds(long[] sorted) {
    double[] bounds = new double[4];
    for (int i = 1; i < 5; i++) {
      int at = (sorted.length - 1) * i;
      double low = sorted[at / 5];
      double high = sorted[Math.min(at / 5 + 1, sorted.length - 1)];
      bounds[i - 1] = low + (high - low) * (at % 5) / 5 + 1;
    }
    return bounds;
  }

  private static int above(long value, double[] bounds) {
    return (int) Arrays.stream(bounds).filter(bound -> value >= bound).count();
  }

  @Test
  void customers_move_between_segments_each_instant_with_its_own_thresholds() {
    Given.Person early = Given.customer("Early");
    early.boughtAt("web", "10.00", "2024-01-10T10:00:00Z");
    Given.Person both = Given.customer("Both");
    both.boughtAt("web", "50.00", "2024-01-20T10:00:00Z");
    both.boughtAt("web", "50.00", "2024-02-25T10:00:00Z");
    Given.Person late = Given.customer("Late");
    late.boughtAt("web", "20.00", "2024-02-20T10:00:00Z");
    refresh(List.of(early, both, late));
    analyst.data(
        """
        mutation { setRfmSettings(input: {segments: [
          {name: "Lately", rFrom: 4, rTo: 5, fFrom: 1, fTo: 5, mFrom: 1, mTo: 5}]}) { settings { segments { name } } } }
        """);
    JsonPath migration =
        analyst.data(
            """
            { rfmMigration(input: {from: "2024-02-01T00:00:00Z", asOf: "2024-03-01T00:00:00Z"}) {
              from asOf customers moves { from to customers share } } }
            """);
    assertEquals(3, migration.getInt("rfmMigration.customers"));
    List<Map<String, Object>> moves = migration.getList("rfmMigration.moves");
    assertEquals(
        new TreeSet<>(List.of("Lately>Lately 1 1.0", "Others>Others 1 1.0", "null>Others 1 null")),
        new TreeSet<>(
            moves.stream()
                .map(
                    m ->
                        m.get("from")
                            + ">"
                            + m.get("to")
                            + " "
                            + m.get("customers")
                            + " "
                            + m.get("share"))
                .toList()));
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "{ rfmMigration(input: {from: \"2024-03-01T00:00:00Z\", asOf: \"2024-03-01T00:00:00Z\"}) { customers } }"));
  }

  @Test
  void a_day_with_purchases_in_two_currencies_is_one_day() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("web", "20.00", "2024-02-01T10:00:00Z");
    wei.boughtAt("web", "7.00", "2024-02-05T10:00:00Z");
    Given.Sale dollars = wei.boughtAt("web", "9.00", "2024-02-05T11:00:00Z");
    String ask =
        "{ rfm(input: {asOf: \"2024-03-01T00:00:00Z\", months: 0}) { thresholds { frequency monetary } } }";
    for (String currency : List.of("CNY", "USD")) {
      TestDatabase.run(
          "UPDATE customer_order SET currency = '%s' WHERE order_id = '%s'"
              .formatted(currency, dollars.uuid()));
      refresh(List.of(wei));
      JsonPath table = analyst.data(ask).setRootPath("data.rfm.thresholds");
      assertEquals(3f, table.getFloat("frequency[0]"), "two days, and one: " + currency);
      assertEquals(currency.equals("CNY") ? 36.01f : 27.01f, table.getFloat("monetary[0]"), 1e-3f);
    }
  }

  @Test
  void the_table_of_the_last_run_is_read_and_not_computed() {
    Random random = new Random(17);
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Given.Person person = Given.customer("Person " + i);
      for (int n = random.nextInt(4); n >= 0; n--) {
        person.boughtAt("web", random.nextInt(90) + ".00", "2024-02-1%dT10:00:00Z".formatted(n));
      }
      people.add(person);
    }
    refresh(people);
    assertEquals(12, analyst.data(TABLE).getInt("rfm.customers"), "there was no run yet");
    people.get(0).boughtAt("web", "9.00", "2024-06-01T10:00:00Z");
    refresh(people.subList(0, 1));
    run("2024-03-01T00:00:00Z");
    String whole = TABLE.replace("asOf", "asOf orders");
    Map<String, Object> kept = analyst.data(whole).getMap("rfm");
    assertEquals("2024-03-01T00:00:00Z", kept.get("asOf"));
    assertEquals(
        analyst.data(whole, "input", Map.of("asOf", "2024-03-01T00:00:00Z")).getMap("rfm"),
        kept,
        "what was bought after it is in neither");
    TestDatabase.run("DELETE FROM customer_purchase_day");
    TestDatabase.clearStatements();
    assertEquals(kept, analyst.data(whole, "input", Map.of()).getMap("rfm"));
    assertEquals(1, TestDatabase.statements());
    run("2024-02-20T00:00:00Z");
    assertEquals(
        kept, analyst.data(whole).getMap("rfm"), "a run for an earlier day is not the last");
  }

  @Test
  void what_is_missing_is_named_and_nothing_bought_is_an_empty_table() {
    Given.Person wei = Given.customer("Zhang Wei");
    JsonPath table = analyst.data(TABLE).setRootPath("data.rfm");
    assertEquals(0, table.getInt("customers"));
    assertEquals(List.of(), table.getList("thresholds.recency"));
    assertNull(table.get("segments[0].share"));
    String reason = "query($id: ID!) { customer(id: $id) { metrics { rfm { reason segment } } } }";
    assertEquals(
        "NO_PURCHASES",
        analyst.data(reason, "id", wei.id()).getString("customer.metrics.rfm.reason"));
    wei.boughtAt("web", "20.00", "2024-02-20T10:00:00Z");
    refresh(List.of(wei));
    assertEquals(
        "NOT_SCORED",
        analyst.data(reason, "id", wei.id()).getString("customer.metrics.rfm.reason"));
    admin.data("mutation { runJob(input: {name: \"refresh-rfm\"}) { state } }");
    assertEquals(
        "New", analyst.data(reason, "id", wei.id()).getString("customer.metrics.rfm.segment"));
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("web", "20.00", "2024-02-21T10:00:00Z");
    refresh(List.of(ann));
    assertNull(analyst.data(reason, "id", ann.id()).get("customer.metrics.rfm.reason"));
  }

  @Test
  void days_are_those_of_the_time_zone_that_is_asked_for() {
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC'");
    Given.Person wei = Given.customer("Zhang Wei");
    // in UTC two days, in Shanghai both are the 2nd
    wei.boughtAt("web", "20.00", "2024-02-01T20:00:00Z");
    wei.boughtAt("web", "5.00", "2024-02-02T10:00:00Z");
    refresh(List.of(wei));
    String ask =
        "{ rfm(input: {asOf: \"2024-02-03T20:00:00Z\"%s}) { timezone thresholds { recency frequency } } }";
    for (String zone : List.of("", ", timezone: \"UTC\"")) {
      JsonPath utc = analyst.data(ask.formatted(zone)).setRootPath("data.rfm");
      assertEquals("UTC", utc.getString("timezone"));
      assertEquals(2f, utc.getFloat("thresholds.recency[0]"), "a day ago, and one");
      assertEquals(3f, utc.getFloat("thresholds.frequency[0]"));
    }
    JsonPath shanghai =
        analyst.data(ask.formatted(", timezone: \"Asia/Shanghai\"")).setRootPath("data.rfm");
    assertEquals("Asia/Shanghai", shanghai.getString("timezone"));
    assertEquals(3f, shanghai.getFloat("thresholds.recency[0]"), "there the 4th has begun");
    assertEquals(2f, shanghai.getFloat("thresholds.frequency[0]"));
    assertEquals("INVALID_INPUT", analyst.error(ask.formatted(", timezone: \"UTC+8\"")));
    JsonPath moved =
        analyst.data(
            "{ rfmMigration(input: {from: \"2024-02-02T00:00:00Z\", asOf: \"2024-02-03T20:00:00Z\", timezone: \"Asia/Shanghai\"}) { customers } }");
    assertEquals(1, moved.getInt("rfmMigration.customers"));
  }

  @Test
  void settings_out_of_range_are_refused() {
    String set = "mutation { setRfmSettings(input: %s) { settings { months } } }";
    for (String wrong :
        List.of(
            "{months: -1}",
            "{moneyStepMinorUnits: 0}",
            "{segments: [{name: \"\", rFrom: 1, rTo: 5, fFrom: 1, fTo: 5, mFrom: 1, mTo: 5}]}",
            "{segments: [{name: \"X\", rFrom: 0, rTo: 5, fFrom: 1, fTo: 5, mFrom: 1, mTo: 5}]}",
            "{segments: [{name: \"X\", rFrom: 3, rTo: 2, fFrom: 1, fTo: 5, mFrom: 1, mTo: 5}]}")) {
      assertEquals("INVALID_INPUT", analyst.error(set.formatted(wrong)), wrong);
    }
    assertNull(analyst.data(set.formatted("{months: 0}")).get("setRfmSettings.settings.months"));
    assertEquals("FORBIDDEN", Api.as("till").error("{ rfm { customers } }"));
  }

  private void refresh(List<Given.Person> people) {
    List<UUID> customers = people.stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }
}
