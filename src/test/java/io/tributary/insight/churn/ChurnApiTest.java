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

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");
  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run(
        "UPDATE insight_setting SET churn_window = NULL, value_model = 'BG_NBD', value_months = 12");
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
