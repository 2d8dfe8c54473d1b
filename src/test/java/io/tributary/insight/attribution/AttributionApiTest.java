package io.tributary.insight.attribution;

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
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AttributionApiTest {
  private static final String REPORT =
      """
      query($input: AttributionInput!) { attribution(input: $input) {
        conversions value { minorUnits currency } unattributed unattributedValue { minorUnits } lostPaths
        conversionProbability models { model channels { channel conversions value { minorUnits } share removalEffect } } } }
      """;

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
  }

  @Test
  void a_touch_is_the_beginning_of_a_session_in_a_channel() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("web", "VIEW", "Home", "2024-03-01T09:00:00Z");
    wei.did("web", "VIEW", "Tea", "2024-03-01T09:29:59Z");
    wei.did("web", "VIEW", "Cup", "2024-03-01T09:59:58Z");
    wei.did("web", "VIEW", "Home", "2024-03-01T10:29:58Z");
    wei.did("wechat", "FOLLOW", "Followed", "2024-03-01T09:10:00Z");
    wei.did("web", "VIEW", "Home", "2024-03-01T23:50:00Z");
    wei.did("web", "VIEW", "Tea", "2024-03-02T00:05:00Z");
    UUID sent = wei.did("web", "VIEW", "Offer", "2024-03-02T00:06:00Z");
    TestDatabase.run(
        "UPDATE event SET properties = '{\"context\": {\"campaign\": {\"source\": \"mail\", \"name\": \"spring\"}}}' WHERE event_id = '"
            + sent
            + "'");
    refresh(wei);
    List<String> touches =
        List.of(
            "2024-03-01 09:00:00|web|null",
            "2024-03-01 09:10:00|wechat|null",
            "2024-03-01 10:29:58|web|null",
            "2024-03-01 23:50:00|web|null",
            "2024-03-02 00:05:00|web|null",
            "2024-03-02 00:06:00|mail|spring");
    assertEquals(touches, touches());
    TestDatabase.run("TRUNCATE customer_touch");
    Api.as("admin").data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    assertEquals(touches, touches());
  }

  private static List<String> touches() {
    return TestDatabase.rows(
        "SELECT touched_at AT TIME ZONE 'UTC', channel, campaign FROM customer_touch ORDER BY 1, 2");
  }

  @Test
  void sales_of_a_period_are_divided_among_the_touches_before_them() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("wechat", "FOLLOW", "Followed", "2024-02-20T09:00:00Z");
    wei.did("web", "VIEW", "Home", "2024-03-01T09:00:00Z");
    wei.boughtAt("till", "100.01", "2024-03-01T09:00:00Z");
    wei.did("web", "VIEW", "Home", "2024-03-20T09:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.did("web", "VIEW", "Home", "2024-01-01T09:00:00Z");
    ann.boughtAt("till", "5.00", "2024-03-05T09:00:00Z");
    ann.boughtAt("till", "7.00", "2024-04-05T09:00:00Z");
    refresh(wei, ann);
    JsonPath report =
        analyst
            .data(
                REPORT,
                "input",
                java.util.Map.of("from", "2024-03-01T00:00:00Z", "asOf", "2024-04-01T00:00:00Z"))
            .setRootPath("data.attribution");
    assertEquals(1, report.getInt("conversions"));
    assertEquals("10001", report.getString("value.minorUnits"));
    assertEquals("CNY", report.getString("value.currency"));
    assertEquals(1, report.getInt("unattributed"));
    assertEquals("500", report.getString("unattributedValue.minorUnits"));
    assertEquals(1, report.getInt("lostPaths"), "what came after the sale led to nothing");
    assertEquals(7, report.getList("models").size());
    String linear = "models.find { it.model == 'LINEAR' }.channels.";
    assertEquals(List.of("web", "wechat"), report.getList(linear + "channel"));
    assertEquals(List.of("5000", "5001"), report.getList(linear + "value.minorUnits"));
    String decay = "models.find { it.model == 'TIME_DECAY' }.channels[0].conversions";
    assertEquals(1 / (1 + Math.pow(2, -10 / 7.0)), report.getDouble(decay), 1e-6);
    // the sale's path is wechat > web, the other one web: from web a sale follows half the time
    assertEquals(0.5, report.getDouble("conversionProbability"), 1e-9);
    JsonPath narrow =
        analyst.data(
            REPORT,
            "input",
            java.util.Map.of(
                "from", "2024-03-01T00:00:00Z", "asOf", "2024-04-01T00:00:00Z", "lookbackDays", 5));
    assertEquals(
        List.of("web"),
        narrow.getList("attribution.models.find { it.model == 'FIRST' }.channels.channel"));
  }

  @Test
  void given_paths_show_how_the_models_work_and_broken_ones_are_refused() {
    String ask =
        "{ attributionOfPaths(input: {currency: \"CNY\", paths: %s}) { conversionProbability"
            + " models { model channels { channel removalEffect value { minorUnits } } } } }";
    JsonPath report =
        analyst.data(
            ask.formatted(
                "[{channels: [\"c1\", \"c2\", \"c3\"], converted: true, valueMinorUnits: 100},"
                    + " {channels: [\"c1\"], converted: false}, {channels: [\"c2\", \"c3\"], converted: false}]"));
    assertEquals(1 / 3.0, report.getDouble("attributionOfPaths.conversionProbability"), 1e-6);
    assertEquals(
        List.of(0.5f, 1f, 1f),
        report.getList(
            "attributionOfPaths.models.find { it.model == 'MARKOV' }.channels.removalEffect"));
    for (String wrong :
        List.of(
            "[{channels: [], converted: true}]",
            "[{channels: [\"a\"], agesInDays: [1, 2], converted: true}]",
            "[{channels: [\"a\"], converted: true, count: 0}]",
            "[{channels: [\"a\"], converted: true, count: 2147483647}, {channels: [\"a\"], converted: false}]",
            "[%s, %s, {channels: [\"c201\"], converted: false}]"
                .formatted(hundred(1), hundred(101)))) {
      assertEquals("INVALID_INPUT", analyst.error(ask.formatted(wrong)), wrong);
    }
    assertEquals(
        "FORBIDDEN",
        Api.as("till")
            .error("{ attribution(input: {from: \"2024-01-01T00:00:00Z\"}) { lostPaths } }"));
  }

  private static String hundred(int from) {
    return IntStream.range(from, from + 100)
        .mapToObj(i -> "\"c" + i + "\"")
        .collect(Collectors.joining(", ", "{converted: true, channels: [", "]}"));
  }

  @Test
  void as_many_channels_as_are_told_apart_are_solved() {
    JsonPath report =
        analyst.data(
            "{ attributionOfPaths(input: {currency: \"CNY\", paths: [%s, %s]}) { groupedChannels models { model channels { removalEffect } } } }"
                .formatted(hundred(1), hundred(101)));
    List<Float> effects =
        report.getList(
            "attributionOfPaths.models.find { it.model == 'MARKOV' }.channels.removalEffect");
    assertEquals(200, effects.size());
    effects.forEach(effect -> assertEquals(0.5, effect, 1e-6));
    assertNull(report.getString("attributionOfPaths.groupedChannels"));
  }

  @Test
  void of_more_stored_channels_those_with_the_fewest_touches_are_told_as_one() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("web", "VIEW", "Home", "2024-03-01T09:00:00Z");
    wei.boughtAt("till", "2.03", "2024-03-20T09:00:00Z");
    refresh(wei);
    TestDatabase.run("DELETE FROM customer_touch");
    TestDatabase.run(
        """
        INSERT INTO customer_touch (customer_id, touched_at, channel)
        SELECT customer_id, '2024-03-10T00:00:00Z'::timestamptz + make_interval(mins => i), 'c' || lpad(least(i, 203)::text, 3, '0')
        FROM customer_purchases CROSS JOIN generate_series(1, 204) i
        """);
    JsonPath report =
        analyst.data(
            "{ attribution(input: {from: \"2024-03-15T00:00:00Z\", asOf: \"2024-04-01T00:00:00Z\"}) { groupedChannels models { model channels { channel value { minorUnits } } } } }");
    assertEquals(4, report.getInt("attribution.groupedChannels"));
    String linear = "attribution.models.find { it.model == 'LINEAR' }.channels.";
    List<String> channels = report.getList(linear + "channel");
    assertEquals(200, channels.size());
    assertEquals("c203", channels.get(199), "that with two touches is one of the 199");
    assertTrue(channels.contains("OTHER"));
    List<String> values = report.getList(linear + "value.minorUnits");
    assertEquals(203, values.stream().mapToInt(Integer::parseInt).sum());
    assertEquals("4", values.get(channels.indexOf("OTHER")), "a unit for each of its touches");
  }

  private void refresh(Given.Person... people) {
    List<UUID> customers = List.of(people).stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }
}
