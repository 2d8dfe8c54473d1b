package io.tributary.insight.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class WatchApiTest {
  private static final LocalDate MONDAY = LocalDate.parse("2024-06-03");
  private static final String ALERTS =
      """
      { figureAlerts { edges { node { figure day untilDay high value usual low upper currency channel channelValue
          channelUsual dimension part partValue partUsual withdrawnAt } } } }
      """;

  private final Api admin = Api.as("admin");
  private Given.Person wei;

  @BeforeEach
  void usual_mondays() {
    usual();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
    wei = Given.customer("Zhang Wei");
    for (int week = 1; week <= 6; week++) {
      String day = MONDAY.minusWeeks(week) + "T10:00:00Z";
      wei.boughtAt("web", "80.00", day);
      wei.boughtAt("till", "20.00", day);
    }
  }

  /** Also the watches: they are settings, which other tests have none of. */
  @AfterEach
  void usual() {
    TestDatabase.clear();
    TestDatabase.run(
        """
        UPDATE insight_setting SET churn_window = NULL;
        INSERT INTO figure_watch (figure, spreads, watched)
        SELECT figure, 4, true FROM unnest(ARRAY['REVENUE', 'ORDERS', 'NEW_CUSTOMERS', 'VISITS']) figure
        """);
  }

  private JsonPath alertsAfter(String... asOf) {
    admin.data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    for (String at : asOf) {
      admin.data(
          "mutation($at: DateTime) { runJob(input: {name: \"watch-figures\", asOf: $at}) { state } }",
          "at",
          at);
    }
    return Api.as("analyst").data(ALERTS).setRootPath("data.figureAlerts.edges.node");
  }

  @Test
  void a_figure_outside_its_band_is_told_once_with_the_channel_that_explains_it() {
    wei.boughtAt("till", "22.00", MONDAY + "T11:00:00Z");
    JsonPath alerts =
        alertsAfter("2024-06-04T09:00:00Z", "2024-06-04T10:00:00Z", "2024-06-04T23:00:00Z");
    assertEquals(List.of("REVENUE"), alerts.getList("figure"), "orders are within 4 spreads");
    assertEquals("2024-06-03", alerts.getString("[0].day"));
    assertEquals(false, alerts.getBoolean("[0].high"));
    assertEquals(2200, alerts.getDouble("[0].value"));
    assertEquals(10_000, alerts.getDouble("[0].usual"));
    assertEquals(8_000, alerts.getDouble("[0].low"));
    assertEquals("CNY", alerts.getString("[0].currency"));
    assertEquals("web", alerts.getString("[0].channel"));
    assertEquals(0, alerts.getDouble("[0].channelValue"));
    assertEquals(8_000, alerts.getDouble("[0].channelUsual"));
    assertEquals("CHANNEL", alerts.getString("[0].dimension"));
    assertEquals("web", alerts.getString("[0].part"));
  }

  @Test
  void the_part_of_any_dimension_that_explains_most_is_told() {
    for (int week = 0; week <= 6; week++) {
      String day = MONDAY.minusWeeks(week) + "T10:00:00Z";
      if (week == 0) {
        wei.boughtAt("web", "80.00", day);
        wei.boughtAt("till", "20.00", day);
      } else {
        wei.boughtAt("till", "60.00", day);
      }
      wei.boughtAt("till", "60.01", day);
    }
    TestDatabase.run(
        """
        INSERT INTO store (store_id, code, name, created_at) VALUES
          ('018d0000-0000-7000-8000-00000000000a', 'N', 'North', now()), ('018d0000-0000-7000-8000-00000000000b', 'S', 'South', now());
        UPDATE customer_order SET store_id = '018d0000-0000-7000-8000-00000000000a' WHERE total_minor = 6000;
        UPDATE customer_order SET store_id = '018d0000-0000-7000-8000-00000000000b' WHERE total_minor = 6001
        """);
    JsonPath alerts = alertsAfter("2024-06-04T09:00:00Z");
    assertEquals(List.of("REVENUE"), alerts.getList("figure"));
    assertEquals("till", alerts.getString("[0].channel"));
    assertEquals("STORE", alerts.getString("[0].dimension"));
    assertEquals("North", alerts.getString("[0].part"));
    assertEquals(0, alerts.getDouble("[0].partValue"));
    assertEquals(6_000, alerts.getDouble("[0].partUsual"));
  }

  @Test
  void late_facts_withdraw_an_alert_and_raise_one_that_was_not_seen() {
    wei.boughtAt("till", "20.00", MONDAY + "T11:00:00Z");
    JsonPath alerts = alertsAfter("2024-06-04T09:00:00Z");
    assertEquals(List.of("REVENUE"), alerts.getList("figure"));
    assertNull(alerts.get("[0].withdrawnAt"));
    // the rest of Monday's sales comes two days late, and a Tuesday's that nobody had seen
    wei.boughtAt("web", "80.00", MONDAY + "T12:00:00Z");
    wei.boughtAt("web", "900.00", MONDAY.plusDays(1) + "T12:00:00Z");
    JsonPath later = alertsAfter("2024-06-06T09:00:00Z");
    assertEquals(List.of("2024-06-04", "2024-06-03"), later.getList("day"));
    assertNull(later.get("[0].withdrawnAt"));
    assertNotNull(later.get("[1].withdrawnAt"));
    assertEquals(true, later.getBoolean("[0].high"));
    String order = "{ figureAlerts(order: RAISED_FIRST) { edges { node { day } } } }";
    Api analyst = Api.as("analyst");
    assertEquals(
        List.of(), analyst.data(order).getList("figureAlerts.edges"), "within the last minute");
    TestDatabase.run("UPDATE figure_alert SET raised_at = raised_at - interval '2 minutes'");
    assertEquals(
        List.of("2024-06-03", "2024-06-04"),
        analyst.data(order).getList("figureAlerts.edges.node.day"));
  }

  @Test
  void customers_who_come_back_and_who_lapse_are_watched() {
    TestDatabase.run("UPDATE insight_setting SET churn_window = 30");
    Given.customer("Ann").boughtAt("web", "5.00", "2024-04-01T10:00:00Z");
    for (String figure : List.of("RETURNING_CUSTOMERS", "LAPSED_CUSTOMERS")) {
      admin.data(
          "mutation { setFigureWatch(input: {figure: %s, above: 0}) { watch { figure } } }"
              .formatted(figure));
    }
    JsonPath alerts = alertsAfter("2024-05-02T09:00:00Z", "2024-05-07T09:00:00Z");
    String lapsed = "find { it.figure == 'LAPSED_CUSTOMERS' }.";
    assertEquals("2024-05-01", alerts.getString(lapsed + "day"));
    assertEquals(1, alerts.getDouble(lapsed + "value"));
    assertEquals("web", alerts.getString(lapsed + "channel"));
    String returned = "findAll { it.figure == 'RETURNING_CUSTOMERS' }";
    assertEquals(List.of("2024-05-06", "2024-04-29"), alerts.getList(returned + ".day"));
    assertEquals(
        List.of(1f, 1f), alerts.getList(returned + ".value"), "one person, whatever they bought");
  }

  @Test
  void a_usual_day_and_a_figure_that_is_not_watched_raise_nothing() {
    wei.boughtAt("web", "95.00", MONDAY + "T11:00:00Z");
    assertEquals(List.of(), alertsAfter("2024-06-04T09:00:00Z").getList("figure"));
    assertEquals(
        List.of("4|4"),
        TestDatabase.rows("SELECT done, total FROM job_run WHERE job_name = 'watch-figures'"));
    admin.data(
        "mutation { setFigureWatch(input: {figure: REVENUE, watched: false}) { watch { watched } } }");
    assertEquals(List.of(), alertsAfter("2024-06-11T09:00:00Z").getList("figure"));
  }

  @Test
  void a_threshold_is_told_once_for_as_long_as_it_is_crossed_and_anew_after_that() {
    admin.data(
        "mutation { setFigureWatch(input: {figure: ORDERS, above: 0}) { watch { above spreads } } }");
    admin.data(
        "mutation { setFigureWatch(input: {figure: REVENUE, watched: false}) { watch { watched } } }");
    for (String day : List.of("2024-06-05", "2024-06-06", "2024-06-08")) {
      wei.boughtAt("web", "1.00", day + "T10:00:00Z");
    }
    JsonPath alerts =
        alertsAfter(
            "2024-06-06T09:00:00Z",
            "2024-06-07T09:00:00Z",
            "2024-06-08T09:00:00Z",
            "2024-06-09T09:00:00Z",
            "2024-06-06T09:00:00Z");
    assertEquals(List.of("2024-06-08", "2024-06-05"), alerts.getList("day"));
    assertEquals(List.of("2024-06-08", "2024-06-06"), alerts.getList("untilDay"));
    assertEquals(List.of(true, true), alerts.getList("high"));
    assertNull(alerts.get("[0].currency"));
  }

  @Test
  void broken_watches_are_refused() {
    for (String wrong : List.of("spreads: 0.5", "below: 1.5", "above: 1e300")) {
      assertEquals(
          "INVALID_INPUT",
          admin.error(
              "mutation { setFigureWatch(input: {figure: ORDERS, "
                  + wrong
                  + "}) { watch { figure } } }"));
    }
    assertEquals(
        "FORBIDDEN",
        Api.as("marketer")
            .error("mutation { setFigureWatch(input: {figure: ORDERS}) { watch { figure } } }"));
    assertEquals(
        4, Api.as("analyst").data("{ figureWatches { figure } }").getList("figureWatches").size());
  }
}
