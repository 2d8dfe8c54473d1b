package io.tributary.insight.churn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ChurnApiTest {
  private static final String CHURN =
      """
      query($id: ID!, $asOf: DateTime) { customer(id: $id) { metrics { churn(asOf: $asOf) {
        level absence reasons { sign figure bound } daysSinceLastPurchase usualGapDays alive expectedValueLost { minorUnits }
        asOf customer { id } } } } }
      """;
  private static final String FITTED =
      """
      INSERT INTO value_fit (fit_id, model, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
                             log_likelihood, parameters)
      VALUES (gen_random_uuid(), 'BG_NBD', '2023-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9582.4,
              ARRAY[0.243, 4.414, 0.793, 2.426]),
             (gen_random_uuid(), 'GAMMA_GAMMA', '2023-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 946, -4055.9,
              ARRAY[6.25, 3.74, 15.44])
      """;

  private static final String LEVELS =
      "SELECT customer_id, level, days, gap, reasons FROM customer_churn ORDER BY 1";

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");
  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run(
        "UPDATE insight_setting SET churn_window = NULL, churn_next_steps = DEFAULT, value_model = 'BG_NBD', value_months = 12");
  }

  @Test
  void who_stayed_came_and_left() {
    buys("stays", "2024-01-10", "2024-03-10");
    buys("leaves", "2024-01-20");
    buys("comes", "2024-03-05");
    buys("comes back", "2023-06-01", "2024-03-20");
    buys("long gone", "2023-05-01");
    buys("too late", "2024-04-01");
    JsonPath report =
        analyst
            .data(
                """
                { activity(input: {from: "2024-02-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z", activeDays: 30}) {
                  timezone activeDays customers activeAtStart activeAtEnd acquired reactivated churned retentionRate churnRate } }
                """)
            .setRootPath("data.activity");
    assertEquals(
        List.of(30, 5, 2, 3, 1, 1, 1),
        List.of(
            report.getInt("activeDays"),
            report.getInt("customers"),
            report.getInt("activeAtStart"),
            report.getInt("activeAtEnd"),
            report.getInt("acquired"),
            report.getInt("reactivated"),
            report.getInt("churned")));
    assertEquals(0.5, report.getDouble("retentionRate"));
    assertEquals(0.5, report.getDouble("churnRate"));
    // the gaps are 60 and 293 days: nine of ten are at most 269.7
    String from =
        "{ activity(input: {from: \"%s\", asOf: \"2024-04-01T00:00:00Z\"}) { activeDays activeAtStart churnRate } }";
    assertEquals(
        365, analyst.data(from.formatted("2024-02-01T00:00:00Z")).getInt("activity.activeDays"));
    JsonPath nobody = analyst.data(from.formatted("2023-01-01T00:00:00Z"));
    assertEquals(0, nobody.getInt("activity.activeAtStart"));
    assertNull(nobody.get("activity.churnRate"));
    analyst.data(
        "mutation { setChurnSettings(input: {activeDays: 45}) { settings { activeDays } } }");
    assertEquals(
        45, analyst.data(from.formatted("2024-02-01T00:00:00Z")).getInt("activity.activeDays"));
    assertEquals("INVALID_INPUT", analyst.error(from.formatted("2024-04-01T00:00:00Z")));
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "mutation { setChurnSettings(input: {activeDays: 0}) { settings { activeDays } } }"));
  }

  @Test
  void gaps_are_those_of_the_time_zone_that_is_asked_for() {
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC'");
    Given.Person wei = Given.customer("Zhang Wei");
    // 30 days apart in UTC, 31 in Shanghai
    wei.boughtAt("web", "20.00", "2024-01-01T10:00:00Z");
    wei.boughtAt("web", "20.00", "2024-01-31T20:00:00Z");
    refresh(wei);
    String ask =
        "{ activity(input: {from: \"2024-02-01T00:00:00Z\", asOf: \"2024-03-01T00:00:00Z\"%s}) { timezone activeDays } }";
    assertEquals(30, analyst.data(ask.formatted("")).getInt("activity.activeDays"));
    JsonPath shanghai = analyst.data(ask.formatted(", timezone: \"Asia/Shanghai\""));
    assertEquals(60, shanghai.getInt("activity.activeDays"));
    assertEquals("Asia/Shanghai", shanghai.getString("activity.timezone"));
  }

  @Test
  void a_level_rises_with_time_is_warned_of_once_and_falls_with_a_purchase() {
    TestDatabase.run(FITTED);
    Given.Person wei = buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31");
    assertEquals("NOT_COMPUTED", churn(wei, null).getString("absence"));
    run("2024-02-09T00:00:00Z");
    assertEquals("NONE", churn(wei, null).getString("level"));
    assertEquals(List.of(), warnings());
    run("2024-02-10T00:00:00Z");
    JsonPath watch = churn(wei, null);
    assertEquals("WATCH", watch.getString("level"));
    assertEquals(10, watch.getInt("daysSinceLastPurchase"));
    assertEquals(10.0, watch.getDouble("usualGapDays"));
    assertEquals(List.of("OVERDUE"), watch.getList("reasons.sign"));
    assertEquals(wei.id(), watch.getString("customer.id"));
    run("2024-02-11T00:00:00Z");
    assertEquals(List.of("WATCH 2024-02-10"), warnings());
    run("2024-02-15T00:00:00Z");
    assertEquals(List.of("RISK 2024-02-15", "WATCH 2024-02-10"), warnings());

    // the stored level is what is asked for as of that day, and days before are still known
    JsonPath then = churn(wei, "2024-02-10T00:00:00Z");
    assertEquals(watch.getList("reasons"), then.getList("reasons"));
    assertEquals("NONE", churn(wei, "2024-02-01T00:00:00Z").getString("level"));
    assertEquals("NO_PURCHASES", churn(wei, "2023-02-01T00:00:00Z").getString("absence"));

    JsonPath listed =
        analyst.data(
            """
            { customersAtRisk(levels: [RISK]) { edges { node { level customer { id } expectedValueLost { minorUnits } } } }
              none: customersAtRisk(levels: [LOST]) { edges { node { level } } }
              churnWarnings(first: 1) { edges { node { customer { id } level } } pageInfo { hasNextPage } } }
            """);
    assertEquals(List.of(wei.id()), listed.getList("customersAtRisk.edges.node.customer.id"));
    assertTrue(listed.getLong("customersAtRisk.edges[0].node.expectedValueLost.minorUnits") > 0);
    assertEquals(List.of(), listed.getList("none.edges"));
    assertEquals(wei.id(), listed.getString("churnWarnings.edges[0].node.customer.id"));
    assertTrue(listed.getBoolean("churnWarnings.pageInfo.hasNextPage"));

    String today = LocalDate.now(java.time.ZoneOffset.UTC) + "T00:00:00Z";
    wei.boughtAt("web", "10.00", today);
    refresh(wei);
    assertEquals("NONE", churn(wei, null).getString("level"));
    assertEquals(2, warnings().size());
  }

  @Test
  void customers_at_risk_on_a_past_day_are_those_whom_the_facts_before_it_show() {
    TestDatabase.run(FITTED);
    Given.Person wei = buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31");
    Given.Person ann =
        buys("Ann", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31", "2024-02-20");
    buys("too late", "2024-05-01");
    String ask =
        """
        query($asOf: DateTime, $first: Int, $after: String, $levels: [ChurnLevel]) {
          customersAtRisk(asOf: $asOf, first: $first, after: $after, levels: $levels) { asOf computedAt customers
            edges { node { level reasons { sign figure } expectedValueLost { minorUnits } customer { id } } }
            pageInfo { hasNextPage endCursor } } }
        """;
    JsonPath before = analyst.data(ask).setRootPath("data.customersAtRisk");
    assertEquals(List.of(), before.getList("edges"));
    assertNull(before.get("customers"), "no run has ended");

    JsonPath then = analyst.data(ask, "asOf", "2024-02-15T00:00:00Z");
    then.setRootPath("data.customersAtRisk");
    assertEquals(List.of("RISK", "RISK"), then.getList("edges.node.level"));
    assertEquals(2, then.getInt("customers"), "who bought later was no customer then");
    assertEquals("2024-02-15T00:00:00Z", then.getString("asOf"));
    JsonPath one = churn(wei, "2024-02-15T00:00:00Z");
    assertEquals(
        one.getList("reasons.figure"),
        then.getList(
            "edges.find { it.node.customer.id == '" + wei.id() + "' }.node.reasons.figure"));
    List<String> losses = then.getList("edges.node.expectedValueLost.minorUnits");
    assertTrue(Long.parseLong(losses.get(0)) >= Long.parseLong(losses.get(1)));

    // page by page it is the same list
    List<String> paged = new java.util.ArrayList<>();
    String after = null;
    do {
      JsonPath page =
          analyst
              .data(ask, "asOf", "2024-02-15T00:00:00Z", "first", 1, "after", after)
              .setRootPath("data.customersAtRisk");
      paged.addAll(page.getList("edges.node.customer.id"));
      after = page.getBoolean("pageInfo.hasNextPage") ? page.getString("pageInfo.endCursor") : null;
    } while (after != null);
    assertEquals(then.getList("edges.node.customer.id"), paged);

    JsonPath later = analyst.data(ask, "asOf", "2024-02-21T00:00:00Z", "levels", List.of("RISK"));
    assertEquals(List.of(wei.id()), later.getList("customersAtRisk.edges.node.customer.id"));
    // a late order corrects the past
    wei.boughtAt("web", "10.00", "2024-02-14T10:00:00Z");
    refresh(wei);
    assertEquals(
        List.of(ann.id()),
        analyst
            .data(ask, "asOf", "2024-02-15T00:00:00Z", "levels", List.of("RISK"))
            .getList("customersAtRisk.edges.node.customer.id"));
    run("2024-03-10T00:00:00Z");
    assertEquals(2, analyst.data(ask).getInt("customersAtRisk.customers"));
    assertEquals("INVALID_INPUT", analyst.error(ask, "asOf", "2124-02-15T00:00:00Z"));
  }

  @Test
  void runs_and_warnings_are_listed_up_to_an_instant() {
    buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31");
    run("2024-02-10T00:00:00Z");
    run("2024-02-15T00:00:00Z");
    JsonPath listed =
        analyst.data(
            """
            { churnRuns(asOf: "2024-02-14T00:00:00Z") { edges { node { asOf } } }
              churnWarnings(asOf: "2024-02-14T00:00:00Z") { edges { node { level } } } }
            """);
    assertEquals(List.of("2024-02-10T00:00:00Z"), listed.getList("churnRuns.edges.node.asOf"));
    assertEquals(List.of("WATCH"), listed.getList("churnWarnings.edges.node.level"));
  }

  @Test
  void the_gaps_of_a_run_that_catches_up_count_for_whoever_changed_meanwhile() {
    Given.Person wei = buys("Zhang Wei", "2024-01-01", "2024-01-11");
    run("2024-02-01T00:00:00Z");
    wei.boughtAt("web", "10.00", "2024-07-01T10:00:00Z");
    refresh(wei);
    double before = churn(wei, null).getDouble("usualGapDays");
    buys("Ann", "2023-01-01", "2023-07-01", "2024-01-01");
    run("2024-06-01T00:00:00Z");
    JsonPath caughtUp = churn(wei, null);
    assertTrue(caughtUp.getDouble("usualGapDays") > before, "as others take longer");
    assertTrue(
        LocalDate.parse(caughtUp.getString("asOf").substring(0, 10))
            .isAfter(LocalDate.parse("2024-07-01")),
        "what came after the run's instant stays");
    List<String> stored = TestDatabase.rows(LEVELS);
    refresh(wei);
    assertEquals(stored, TestDatabase.rows(LEVELS), "the queue would have left the same");
  }

  @Test
  void whoever_acts_on_warnings_reads_on_in_the_order_in_which_they_were_written() {
    Given.Person wei = buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31");
    run("2024-02-10T00:00:00Z");
    run("2024-02-15T00:00:00Z");
    String ask =
        "query($after: String, $order: ChurnWarningOrder) { churnWarnings(first: 2, after: $after, order: $order) {"
            + " edges { cursor node { level nextStep customer { id } } } } }";
    String order = "RECORDED_FIRST";
    assertEquals(
        List.of(),
        analyst.data(ask, "order", order).getList("churnWarnings.edges"),
        "what was just written waits for what may have been written before");
    TestDatabase.run("UPDATE churn_event SET recorded_at = recorded_at - interval '2 minutes'");
    JsonPath page = analyst.data(ask, "order", order);
    assertEquals(List.of("WATCH", "RISK"), page.getList("churnWarnings.edges.node.level"));
    String last = page.getString("churnWarnings.edges[1].cursor");
    // a run that catches up warns of an earlier day later
    TestDatabase.run(
        """
        INSERT INTO churn_event (customer_id, event_id, level, raised_at, reasons, recorded_at)
        VALUES ('%s', gen_random_uuid(), 'LOST', '2024-02-12Z', '[]', now() - interval '61 seconds')
        """
            .formatted(wei.uuid()));
    assertEquals(
        List.of("LOST"),
        analyst.data(ask, "order", order, "after", last).getList("churnWarnings.edges.node.level"));
    assertEquals(
        List.of("RISK", "LOST"), analyst.data(ask).getList("churnWarnings.edges.node.level"));
    assertEquals("INVALID_INPUT", analyst.error(ask, "after", last), "a cursor of the other order");
  }

  @Test
  void levels_and_warnings_say_what_is_to_be_done() {
    Given.Person wei = buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31");
    String set =
        "mutation($steps: [ChurnNextStepInput!]) { setChurnSettings(input: {nextSteps: $steps}) {"
            + " settings { nextSteps { level step } } } }";
    analyst.data(
        set,
        "steps",
        List.of(
            Map.of("level", "RISK", "step", "voucher-10"),
            Map.of("level", "LOST", "step", "call them")));
    JsonPath settings =
        analyst
            .data(set, "steps", List.of(Map.of("level", "LOST")))
            .setRootPath("data.setChurnSettings.settings");
    assertEquals(List.of("RISK"), settings.getList("nextSteps.level"));
    run("2024-02-15T00:00:00Z");
    JsonPath said =
        analyst.data(
            """
            query($id: ID!) { customersAtRisk { edges { node { nextStep } } } churnWarnings { edges { node { nextStep } } }
              customer(id: $id) { metrics { churn { nextStep }
                then: churn(asOf: "2024-02-15T00:00:00Z") { nextStep } watch: churn(asOf: "2024-02-10T00:00:00Z") { level nextStep } } } }
            """,
            "id",
            wei.id());
    for (String where :
        List.of(
            "customersAtRisk.edges[0].node.nextStep",
            "churnWarnings.edges[0].node.nextStep",
            "customer.metrics.churn.nextStep",
            "customer.metrics.then.nextStep")) {
      assertEquals("voucher-10", said.getString(where), where);
    }
    assertEquals("WATCH", said.getString("customer.metrics.watch.level"));
    assertNull(said.get("customer.metrics.watch.nextStep"));
    for (Map<String, String> wrong :
        List.of(
            Map.of("level", "NONE", "step", "smile"),
            Map.of("level", "RISK", "step", " "),
            Map.of("level", "RISK", "step", "x".repeat(201)))) {
      assertEquals("INVALID_INPUT", analyst.error(set, "steps", List.of(wrong)), wrong.toString());
    }
  }

  @Test
  void a_level_is_the_same_however_often_anybody_has_looked() {
    TestDatabase.run(FITTED);
    Given.Person wei =
        buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-03-21", "2024-03-31", "2024-06-30");
    Given.Person ann = buys("Ann", "2024-01-01", "2024-05-20");
    for (String day : List.of("2024-02-10", "2024-03-01", "2024-05-01", "2024-07-01")) {
      run(day + "T00:00:00Z");
    }
    List<String> often = TestDatabase.rows(LEVELS);
    TestDatabase.run(
        "DELETE FROM customer_churn; DELETE FROM churn_run WHERE as_of < '2024-07-01Z'");
    run("2024-07-01T00:00:00Z");
    assertEquals(often, TestDatabase.rows(LEVELS));
    for (Given.Person person : List.of(wei, ann)) {
      JsonPath stored = churn(person, null);
      JsonPath asked = churn(person, "2024-07-01T00:00:00Z");
      assertEquals(stored.getString("level"), asked.getString("level"));
      assertEquals(stored.getList("reasons"), asked.getList("reasons"));
    }
  }

  @Test
  void a_complaint_since_the_last_purchase_raises_the_level() {
    Given.Person wei = buys("Zhang Wei", "2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31");
    wei.did("web", "INTERACTION", "Complaint Filed", "2024-01-25T10:00:00Z");
    assertEquals("NONE", churn(wei, "2024-02-05T00:00:00Z").getString("level"));
    wei.did("web", "INTERACTION", "Complaint Filed", "2024-02-02T10:00:00Z");
    UUID review = wei.did("web", "COMMENT", "Product Reviewed", "2024-02-03T10:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-02-04T10:00:00Z");
    TestDatabase.run(
        "UPDATE event SET properties = '{\"rating\": 2}' WHERE event_id = '" + review + "'");
    JsonPath churn = churn(wei, "2024-02-05T00:00:00Z");
    assertEquals("WATCH", churn.getString("level"));
    assertEquals(List.of("COMPLAINTS", "LOW_RATINGS"), churn.getList("reasons.sign"));
    assertEquals(List.of(1f, 1f), churn.getList("reasons.figure"));
    assertNull(churn.get("alive"));
  }

  @Test
  void a_run_tests_its_own_rules_on_the_window_before() {
    TestDatabase.run("UPDATE insight_setting SET churn_window = 30");
    // as of February 1st: active then, one overdue by their own gaps and one not
    buys("warned and gone", "2024-01-01", "2024-01-05", "2024-01-09", "2024-01-13");
    buys("warned and back", "2024-01-02", "2024-01-06", "2024-01-10", "2024-01-14", "2024-02-20");
    buys("regular", "2023-12-11", "2023-12-31", "2024-01-20", "2024-02-09");
    buys("gone unwarned", "2023-12-11", "2023-12-31", "2024-01-25");
    buys("gone before", "2023-10-01");
    run("2024-03-02T00:00:00Z");
    JsonPath run =
        analyst
            .data(
                """
                { churnRuns { edges { node { asOf activeDays customers levels { level customers }
                  backTest { at active left thresholds { level warned warnedLeft precision recall lift } } } } } }
                """)
            .setRootPath("data.churnRuns.edges[0].node");
    assertEquals(30, run.getInt("activeDays"));
    assertEquals(5, run.getInt("customers"));
    assertEquals(5, run.getInt("levels.customers.sum()"));
    assertEquals("2024-02-01T00:00:00Z", run.getString("backTest.at"));
    assertEquals(4, run.getInt("backTest.active"));
    assertEquals(2, run.getInt("backTest.left"));
    assertEquals(List.of("WATCH", "RISK", "LOST"), run.getList("backTest.thresholds.level"));
    assertEquals(List.of(2, 2, 0), run.getList("backTest.thresholds.warned"));
    assertEquals(List.of(1, 1, 0), run.getList("backTest.thresholds.warnedLeft"));
    assertEquals(0.5, run.getDouble("backTest.thresholds[0].precision"));
    assertEquals(0.5, run.getDouble("backTest.thresholds[0].recall"));
    assertEquals(1.0, run.getDouble("backTest.thresholds[0].lift"));
    assertNull(run.get("backTest.thresholds[2].precision"));
    assertEquals("FORBIDDEN", Api.as("till").error("{ churnRuns { edges { cursor } } }"));
  }

  private Given.Person buys(String name, String... days) {
    Given.Person person = Given.customer(name);
    for (String day : days) {
      person.boughtAt("web", "20.00", day + "T10:00:00Z");
    }
    refresh(person);
    return person;
  }

  private void run(String asOf) {
    JsonPath run =
        admin.data(
            "mutation($asOf: DateTime) { runJob(input: {name: \"refresh-churn\", asOf: $asOf}) { state error } }",
            "asOf",
            asOf);
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
  }

  private static List<String> warnings() {
    return TestDatabase.rows(
        "SELECT level || ' ' || (raised_at AT TIME ZONE 'UTC')::date FROM churn_event ORDER BY raised_at DESC");
  }

  private JsonPath churn(Given.Person person, String asOf) {
    return analyst
        .data(CHURN, "id", person.id(), "asOf", asOf)
        .setRootPath("data.customer.metrics.churn");
  }

  private void refresh(Given.Person person) {
    tx.write(connection -> ChangeQueue.note(connection, List.of(person.uuid())))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }
}
