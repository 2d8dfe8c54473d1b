package io.tributary.insight.export;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API answers about figures comes as CSV to whoever accepts it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ReportsAsFilesTest {
  private static final String PERIOD =
      "from: \"2024-03-01T00:00:00Z\", asOf: \"2024-07-01T00:00:00Z\"";
  private static final String RETENTION =
      """
      { retention(input: {grain: MONTH, clock: CALENDAR, measure: BOUNDED, from: "2024-01-01", to: "2024-06-30",
          asOf: "2024-07-01T00:00:00Z"}) { computedAt %s } }
      """;

  @BeforeEach
  void threePeopleWhoBought() {
    TestDatabase.clear();
    for (int i = 0; i < 3; i++) {
      Given.Person person = Given.customer("Person " + i);
      person.boughtAt("till", "88.00", "2024-03-0" + (i + 1) + "T10:00:00Z");
      person.boughtAt("web", "12.00", "2024-05-0" + (i + 1) + "T10:00:00Z");
    }
    Api.as("admin").data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
  }

  private static Response ask(String role, String accept, String query) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token(role))
        .header("Accept", accept)
        .contentType("application/json")
        .body(Map.of("query", query))
        .post("/graphql");
  }

  private static List<List<String>> table(String role, String query) {
    Response answer = ask(role, "text/csv", query);
    assertEquals(200, answer.statusCode(), query + answer.asString());
    assertTrue(answer.getHeader("Content-Type").startsWith("text/csv"));
    return CsvReader.builder().ofCsvRecord(answer.asString()).stream()
        .map(CsvRecord::getFields)
        .toList();
  }

  @Test
  void the_retention_matrix_has_a_row_for_each_cell_with_its_cohort() {
    List<List<String>> table =
        table("analyst", RETENTION.formatted("cohorts { period size cells { k customers rate } }"));
    List<String> header =
        List.of(
            "computedAt",
            "cohorts.period",
            "cohorts.size",
            "cohorts.cells.k",
            "cohorts.cells.customers",
            "cohorts.cells.rate");
    assertEquals(header, table.get(0));
    List<String> third =
        table.stream().filter(row -> row.get(3).equals("2")).findFirst().orElseThrow();
    assertEquals(List.of("2024-03-01", "3", "2", "3", "1.0"), third.subList(1, 6));
  }

  @Test
  void every_computed_report_comes_as_a_table() {
    List<String> empty = new ArrayList<>();
    for (String report :
        List.of(
            RETENTION.formatted("overall { k customers rate }"),
            "{ rfm(input: {asOf: \"2024-07-01T00:00:00Z\"}) { segments { segment customers share } } }",
            "{ rfmMigration(input: {from: \"2024-04-01T00:00:00Z\", asOf: \"2024-07-01T00:00:00Z\"}) {"
                + " customers moves { from to customers share } } }",
            "{ customers(first: 3) { edges { cursor node { id metrics { lifetimeValue {"
                + " value { amount } reason alive } } } } } }",
            "{ lifecycleStages(" + PERIOD + ") { flows { from to customers } } }",
            "{ channels(input: {"
                + PERIOD
                + "}) { channels { channel sales paid {"
                + " cost { amount } costPerNewCustomerAbsence } } } }",
            "{ attribution(input: {" + PERIOD + "}) { unattributed models { model } } }",
            "{ channelCustomers(asOf: \"2024-07-01T00:00:00Z\") { customers byFirst { channel share } } }",
            "{ productSales(input: {" + PERIOD + "}) { orders revenue { amount currency } } }",
            "{ storeSales(input: {" + PERIOD + ", by: STORE}) { orders revenue { amount } } }")) {
      if (table("analyst", report).size() < 2) {
        empty.add(report);
      }
    }
    assertEquals(List.of(), empty);
    assertEquals(
        200,
        ask(
                "analyst",
                "text/csv",
                "{ customersAtRisk(first: 3) { edges { node { level expectedValueLost { amount } } } } }")
            .statusCode());
  }

  @Test
  void a_table_is_masked_and_refused_as_the_answer_in_json_is() {
    String names = "{ customers(first: 3) { edges { node { id displayName } } } }";
    assertFalse(ask("analyst", "text/csv", names).asString().contains("Person 1"));
    assertTrue(ask("admin", "text/csv", names).asString().contains("Person 1"));
    Response refused = ask("till", "text/csv", RETENTION.formatted("overall { k }"));
    assertEquals(400, refused.statusCode());
    assertEquals("FORBIDDEN", refused.jsonPath().getString("errors[0].extensions.code"));
  }

  @Test
  void what_cannot_be_a_table_is_refused_with_what_to_do() {
    Response two =
        ask("analyst", "text/csv", RETENTION.formatted("cohorts { period } overall { k }"));
    assertEquals(400, two.statusCode());
    assertEquals(
        "A table has the rows of one list: ask for overall in a request of its own.",
        two.jsonPath().getString("errors[0].message"));
    assertEquals(
        400,
        ask("analyst", "text/csv", "{ a: rfmSettings { months } b: __typename }").statusCode());
    assertEquals(
        406,
        ask("admin", "text/csv", "mutation { runJob(input: {name: \"refresh-rfm\"}) { state } }")
            .statusCode());
    assertEquals(400, ask("analyst", "text/csv", "{ nothing }").statusCode());
    assertEquals(
        400,
        ask("analyst", "text/csv", "{ rfm(input: {asOf: \"never\"}) { customers } }").statusCode());
    assertTrue(
        ask("analyst", "application/json, text/csv", "{ rfmSettings { months } }")
            .getHeader("Content-Type")
            .startsWith("application/json"));
  }
}
