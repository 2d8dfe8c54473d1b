package io.tributary.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every answer rests on, and how few statements it takes. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class BasisOfFiguresTest {
  private static final String UNTIL = "asOf: \"2024-07-01T00:00:00Z\"";
  private static final String SINCE = "from: \"2024-01-01T00:00:00Z\", " + UNTIL;
  private static final String MONTHS =
      "grain: MONTH, clock: CALENDAR, from: \"2024-01-01\", to: \"2024-06-30\", " + UNTIL;

  private final Api analyst = Api.as("analyst");

  /** Three customers with six orders that count; two of these at one moment, one after the end. */
  @BeforeEach
  void give() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "10.00", "2024-02-01T10:00:00Z");
    wei.boughtAt("till", "11.00", "2024-02-01T10:00:00Z");
    wei.boughtAt("web", "12.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("web", "13.00", "2024-07-01T00:00:00Z");
    Given.customer("Ann").boughtAt("web", "14.00", "2024-03-02T10:00:00Z");
    Given.customer("Lee").boughtAt("web", "15.00", "2024-04-02T10:00:00Z");
    Given.customer("Eve")
        .boughtAt("web", "16.00", "2024-04-02T10:00:00Z")
        .returned("16.00", "2024-04-03T10:00:00Z");
    Api.as("admin").data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
  }

  @Test
  void each_answer_says_when_and_from_how_many_customers_and_orders_it_was_computed() {
    for (String question :
        List.of(
            "retention(input: {measure: BOUNDED, %s})".formatted(MONTHS),
            "retention(input: {measure: UNBOUNDED, segmentBy: FIRST_CHANNEL, %s})"
                .formatted(MONTHS),
            "bracketRetention(input: {bounds: [1, 4], %s})".formatted(MONTHS),
            "repurchase(input: {days: [30], %s})".formatted(UNTIL),
            "rfm(input: {%s})".formatted(UNTIL),
            "rfmMigration(input: {%s})".formatted(SINCE),
            "activity(input: {%s})".formatted(SINCE),
            "channelCustomers(%s)".formatted(UNTIL))) {
      JsonPath answer = analyst.data("{ of: " + question + " { computedAt customers orders } }");
      assertEquals(3, answer.getInt("of.customers"), question);
      assertEquals(5, answer.getInt("of.orders"), question);
      assertNotNull(answer.getString("of.computedAt"), question);
    }
    JsonPath attribution =
        analyst.data(
            "{ attribution(input: {%s}) { computedAt customers conversions unattributed } }"
                .formatted(SINCE));
    assertEquals(3, attribution.getInt("attribution.customers"));
  }

  @Test
  void a_question_takes_one_statement_over_what_is_stored_and_one_for_its_terms_at_most() {
    Map<String, Integer> most = new LinkedHashMap<>();
    most.put(
        "retention(input: {measure: BOUNDED, segmentBy: CITY, %s}) { overall { rate } segments { customers } }"
            .formatted(MONTHS),
        2);
    most.put(
        "bracketRetention(input: {bounds: [1, 4], %s}) { overall { rate } }".formatted(MONTHS), 2);
    most.put("repurchase(input: {days: [30, 90], %s}) { windows { rate } }".formatted(UNTIL), 2);
    most.put("rfm(input: {%s}) { segments { customers } }".formatted(UNTIL), 2);
    most.put("rfmMigration(input: {%s}) { moves { customers } }".formatted(SINCE), 2);
    most.put("activity(input: {%s}) { churnRate }".formatted(SINCE), 1);
    most.put("customersAtRisk(first: 5) { edges { node { level } } }", 1);
    most.put("churnWarnings(first: 5) { edges { node { level } } }", 1);
    most.put("churnRuns(first: 5) { edges { node { activeDays } } }", 1);
    most.put("lifetimeValueModels { fits { model } }", 1);
    most.put("lifetimeValueFits(first: 5) { edges { node { model } } }", 1);
    most.put(
        "lifecycleStages(%s) { stages { customers } flows { customers } }".formatted(SINCE), 1);
    most.put(
        "attribution(input: {%s}) { models { channels { conversions } } }".formatted(SINCE), 2);
    most.put("channels(input: {%s}) { channels { visits } overall { sales } }".formatted(SINCE), 2);
    most.put("channelCustomers(%s) { byFirst { customers } moves { share } }".formatted(UNTIL), 2);
    most.put(
        "funnel(input: {%s, steps: [{kind: REGISTRATION}, {kind: PURCHASE}]}) { steps { people } }"
            .formatted(SINCE),
        2);
    most.put("productSales(input: {%s}) { products { stage } }".formatted(SINCE), 2);
    most.put("storeSales(input: {%s}) { stores { orders } }".formatted(SINCE), 2);
    most.put("figureAlerts(first: 5) { edges { node { day } } }", 1);
    most.forEach(
        (question, statements) -> {
          long sent = sent("{ " + question + " }");
          assertTrue(sent <= statements, question + " took " + sent);
        });
  }

  @Test
  void figures_of_a_page_of_customers_take_as_many_statements_as_those_of_one() {
    String page = "{ customers(first: %d) { edges { node { metrics { %s } } } } }";
    long without = sent(page.formatted(1, "orders"));
    for (String figure :
        List.of(
            "rfm { segment }",
            "churn { level }",
            "lifetimeValue { value { minorUnits } }",
            "lifecycle { stage }")) {
      assertEquals(without + 1, sent(page.formatted(4, "orders " + figure)), figure);
    }
    String past = "rfm(%1$s) { segment } churn(%1$s) { level } lifecycle(%1$s) { stage }";
    String figures = past.formatted(UNTIL);
    assertEquals(sent(page.formatted(1, figures)), sent(page.formatted(4, figures)));
  }

  private long sent(String document) {
    TestDatabase.clearStatements();
    analyst.data(document);
    return TestDatabase.statements();
  }
}
