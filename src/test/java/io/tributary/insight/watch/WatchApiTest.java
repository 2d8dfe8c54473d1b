package io.tributary.insight.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
          channelUsual } } } }
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
  }

  @Test
  void a_usual_day_and_a_figure_that_is_not_watched_raise_nothing() {
    wei.boughtAt("web", "95.00", MONDAY + "T11:00:00Z");
    assertEquals(List.of(), alertsAfter("2024-06-04T09:00:00Z").getList("figure"));
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
