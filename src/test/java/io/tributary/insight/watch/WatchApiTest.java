package io.tributary.insight.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    for (String by : List.of("RAISED_FIRST", "NEWEST_FIRST")) {
      assertEquals(
          List.of("2024-06-03"),
          analyst
              .data(
                  "{ figureAlerts(order: %s, asOf: \"2024-06-04T09:00:00Z\") { edges { node { day } } } }"
                      .formatted(by))
              .getList("figureAlerts.edges.node.day"),
          "of days that had ended by then");
    }
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
  void rates_are_watched_and_explained() {
    watch("REPURCHASE_RATE", "RETURN_RATE", "CHURN_RATE");
    // each Monday thirty others buy again on the web; this time as many newcomers come to the till
    List<Given.Sale> sales = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Given.Person other = Given.customer("Customer " + i);
      for (int week = 7; week >= 1; week--) {
        other.boughtAt("web", "1.00", MONDAY.minusWeeks(week) + "T10:00:00Z");
      }
      sales.add(other.boughtAt("web", "1.00", MONDAY + "T10:00:00Z"));
      Given.customer("Newcomer " + i).boughtAt("till", "1.00", MONDAY + "T10:00:00Z");
    }
    for (int i = 0; i < 25; i++) {
      sales.get(i).returned("0.50", MONDAY + "T12:00:00Z");
    }
    JsonPath alerts = alertsAfter("2024-06-04T09:00:00Z");
    String repurchase = "find { it.figure == 'REPURCHASE_RATE' }.";
    assertEquals(false, alerts.getBoolean(repurchase + "high"));
    assertEquals(1, alerts.getDouble(repurchase + "usual"));
    assertEquals("till", alerts.getString(repurchase + "channel"));
    assertEquals(0, alerts.getDouble(repurchase + "partValue"));
    String returns = "find { it.figure == 'RETURN_RATE' }.";
    assertEquals(true, alerts.getBoolean(returns + "high"));
    assertEquals(0, alerts.getDouble(returns + "usual"));
    assertEquals(25 / 60.0, alerts.getDouble(returns + "value"), 1e-6);
    assertEquals("web", alerts.getString(returns + "part"));
    assertNull(alerts.getString("find { it.figure == 'CHURN_RATE' }"), "nobody lapsed");
  }

  @Test
  void the_churn_rate_is_of_those_who_were_active_when_the_day_began() {
    watch("CHURN_RATE");
    TestDatabase.run("UPDATE insight_setting SET churn_window = 30");
    admin.data(
        "mutation { setFigureWatch(input: {figure: CHURN_RATE, above: 0.2}) { watch { above } } }");
    Given.customer("Ann").boughtAt("web", "5.00", "2024-04-01T10:00:00Z");
    Given.customer("Lee").boughtAt("till", "5.00", "2024-04-20T10:00:00Z");
    JsonPath alerts = alertsAfter("2024-05-02T09:00:00Z");
    assertEquals(List.of("CHURN_RATE"), alerts.getList("figure"));
    assertEquals("2024-05-01", alerts.getString("[0].day"));
    assertEquals(1 / 3.0, alerts.getDouble("[0].value"), 1e-6);
    assertEquals("web", alerts.getString("[0].channel"));
    for (String wrong : List.of("above: 2", "below: -0.1")) {
      assertEquals(
          "INVALID_INPUT",
          Api.as("admin")
              .error(
                  "mutation { setFigureWatch(input: {figure: CHURN_RATE, %s}) { watch { above } } }"
                      .formatted(wrong)));
    }
  }

  private static void watch(String... figures) {
    TestDatabase.run("DELETE FROM figure_watch");
    for (String figure : figures) {
      TestDatabase.run(
          "INSERT INTO figure_watch VALUES ('%s', 4, NULL, NULL, true)".formatted(figure));
    }
  }

  /** What other rooms do: they listen. */
  @ApplicationScoped
  static class Listener {
    static final BlockingQueue<FigureAlert> HEARD = new LinkedBlockingQueue<>();

    void hear(@ObservesAsync FigureAlert alert) {
      HEARD.add(alert);
    }
  }

  @Test
  void an_alert_is_told_to_listeners_and_subscribers_once() throws Exception {
    Listener.HEARD.clear();
    wei.boughtAt("till", "22.00", MONDAY + "T11:00:00Z");
    try (Socket socket =
        Socket.subscribe(
            TestDatabase.token("analyst"),
            "subscription { figureAlertRaised { figure day channel } }")) {
      alertsAfter("2024-06-04T09:00:00Z", "2024-06-04T10:00:00Z");
      JsonPath told = socket.next("next").setRootPath("payload.data.figureAlertRaised");
      assertEquals("REVENUE", told.getString("figure"));
      assertEquals("web", told.getString("channel"));
      assertEquals(WatchedFigure.REVENUE, Listener.HEARD.poll(10, TimeUnit.SECONDS).figure());
      // the second run has ended: it told nobody anything
      wei.boughtAt("web", "900.00", MONDAY.plusDays(1) + "T12:00:00Z");
      alertsAfter("2024-06-05T09:00:00Z");
      assertEquals(
          MONDAY.plusDays(1).toString(),
          socket.next("next").getString("payload.data.figureAlertRaised.day"));
      assertEquals(MONDAY.plusDays(1), Listener.HEARD.poll(10, TimeUnit.SECONDS).day());
    }
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
