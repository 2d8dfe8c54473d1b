package io.tributary.insight.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RetentionSegmentsTest {
  private static final String FIELDS =
      """
      { cohorts { period size cells { k customers rate } } overall { k customers rate }
        money { currency cohorts { cells { k net { amount } rate } } overall { k net { amount } rate } }
        segments { segment rest customers overall { customers rate } money { overall { net { amount } rate } } } }
      """;
  private static final String TABLE =
      "query($input: RetentionInput!) { retention(input: $input) " + FIELDS + " }";

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");

  @BeforeEach
  void three_customers() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("web", "VIEW", "Home", "2024-01-05T09:00:00Z");
    wei.boughtAt("till", "100.00", "2024-01-10T10:00:00Z").line("tea", "100.00");
    wei.boughtAt("web", "30.00", "2024-02-10T10:00:00Z");
    wei.boughtAt("web", "20.00", "2024-03-10T10:00:00Z").returned("10.00", "2024-03-11T10:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("web", "60.00", "2024-01-20T10:00:00Z");
    Given.Person bo = Given.customer("Bo");
    bo.boughtAt("web", "40.00", "2024-02-20T10:00:00Z");
    bo.boughtAt("web", "20.00", "2024-03-20T10:00:00Z");
    TestDatabase.run(
        """
        UPDATE event SET properties = '{"context": {"campaign": {"source": "mail", "name": "spring"}}}';
        UPDATE order_line SET category = 'Tea';
        INSERT INTO store (store_id, code, name, created_at)
        VALUES ('018d0000-0000-7000-8000-000000000001', 'SH1', 'Nanjing Road', now());
        UPDATE customer_order SET store_id = '018d0000-0000-7000-8000-000000000001' WHERE total_minor = 10000;
        INSERT INTO programme (programme_id, name, currency, timezone, created_at, version)
        VALUES ('018d0000-0000-7000-8000-000000000002', 'Club', 'CNY', 'UTC', now(), 0);
        INSERT INTO tier_change (customer_id, programme_id, changed_at, from_tier, to_tier, reason, policy_number, recorded_at)
        VALUES ('%2$s', '018d0000-0000-7000-8000-000000000002', '2024-02-01Z', NULL, 'GOLD', 'ENROLLED', 1, now()),
               ('%2$s', '018d0000-0000-7000-8000-000000000002', '2024-03-15Z', 'GOLD', 'SILVER', 'EXPIRED', 1, now());
        INSERT INTO customer_attribute (customer_id, name, value, profile_id, source_id, observed_at, rule)
        SELECT '%1$s', 'city', '"Suzhou"', profile_id, source_id, now(), 'LATEST' FROM profile LIMIT 1
        """
            .formatted(ann.uuid(), wei.uuid()));
    tx.write(connection -> ChangeQueue.note(connection, List.of(wei.uuid(), ann.uuid(), bo.uuid())))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  private static Map<String, Object> input(Object... more) {
    Map<String, Object> input =
        new HashMap<>(
            Map.of(
                "grain",
                "MONTH",
                "clock",
                "CALENDAR",
                "measure",
                "BOUNDED",
                "from",
                "2024-01-01",
                "to",
                "2024-12-31",
                "asOf",
                "2024-03-25T00:00:00Z"));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  private JsonPath table(Object... more) {
    return analyst.data(TABLE, "input", input(more)).setRootPath("data.retention");
  }

  @Test
  void money_is_retained_as_customers_are() {
    JsonPath bounded = table();
    assertEquals("CNY", bounded.getString("money.currency"));
    assertEquals(List.of("160.00", "30.00"), bounded.getList("money.cohorts[0].cells.net.amount"));
    assertNull(bounded.get("money.cohorts[0].cells[2].net"));
    assertNull(bounded.get("money.overall[2].rate"));
    assertEquals(0.1875f, bounded.getFloat("money.cohorts[0].cells[1].rate"));
    assertEquals(List.of("200.00", "30.00"), bounded.getList("money.overall.net.amount"));
    assertEquals(0.1875f, bounded.getFloat("money.overall[1].rate"));
    assertEquals(List.of(), bounded.getList("segments"));
    JsonPath unbounded = table("measure", "UNBOUNDED", "asOf", "2024-04-01T00:00:00Z");
    assertEquals(
        List.of("200.00", "40.00", "10.00"),
        unbounded.getList("money.cohorts[0].cells.net.amount"));
    assertEquals(List.of(2, 1, 1), unbounded.getList("cohorts[0].cells.customers"));
    JsonPath dollars = table("currency", "USD");
    assertEquals("0.00", dollars.getString("money.overall[0].net.amount"));
    assertNull(dollars.get("money.overall[0].rate"));
    assertEquals("INVALID_INPUT", analyst.error(TABLE, "input", input("currency", "gold")));
  }

  @Test
  void customers_are_divided_by_what_is_asked_for() {
    Map<String, List<String>> expected =
        Map.of(
            "FIRST_CHANNEL", List.of("web 2", "till 1"),
            "FIRST_CATEGORY", List.of("Tea 1", "null 2"),
            "FIRST_STORE", List.of("Nanjing Road 1", "null 2"),
            "CITY", List.of("Suzhou 1", "null 2"),
            "TIER", List.of("SILVER 1", "null 2"),
            "ACQUISITION_CAMPAIGN", List.of("spring 1", "null 2"));
    expected.forEach(
        (by, segments) -> {
          JsonPath table = table("segmentBy", by);
          List<Map<String, Object>> found = table.getList("segments");
          assertEquals(
              segments,
              found.stream().map(s -> s.get("segment") + " " + s.get("customers")).toList(),
              by);
          assertEquals(3, table.getInt("cohorts.size.sum()"));
        });
    JsonPath byTier = table("segmentBy", "TIER", "asOf", "2024-03-11T00:00:00Z");
    assertEquals("GOLD", byTier.getString("segments[0].segment"), "the tier of that day");
    JsonPath byChannel = table("segmentBy", "FIRST_CHANNEL");
    assertEquals(Arrays.asList(2, 0, null), byChannel.getList("segments[0].overall.customers"));
    assertEquals(
        List.of("100.00", "30.00"), byChannel.getList("segments[1].money.overall.net.amount"));
  }

  @Test
  void two_periods_stand_side_by_side() {
    JsonPath comparison =
        analyst
            .data(
                """
                query($input: RetentionInput!) {
                  retentionComparison(input: $input, otherFrom: "2024-02-01", otherTo: "2024-02-29") {
                    one { cohorts { size } } other { cohorts { size } segments { segment customers } } differences { k rate moneyRate } } }
                """,
                "input",
                input(
                    "to",
                    "2024-01-31",
                    "asOf",
                    "2024-04-01T00:00:00Z",
                    "segmentBy",
                    "FIRST_CHANNEL"))
            .setRootPath("data.retentionComparison");
    assertEquals(List.of(2), comparison.getList("one.cohorts.size"));
    assertEquals(List.of(1), comparison.getList("other.cohorts.size"));
    assertEquals(List.of("web"), comparison.getList("other.segments.segment"));
    assertEquals(List.of(0f, -0.5f), comparison.getList("differences.rate"));
    assertEquals(List.of(0f, 0.1875f - 0.5f), comparison.getList("differences.moneyRate"));
  }

  @Test
  void a_bracket_is_any_of_its_periods() {
    String ask =
        """
        { bracketRetention(input: {grain: MONTH, clock: CALENDAR, bounds: %s, from: "2024-01-01", to: "2024-12-31",
            asOf: "2024-04-01T00:00:00Z", segmentBy: FIRST_CHANNEL}) {
          currency cohorts { period size cells { fromK untilK customers rate net { amount } moneyRate } }
          overall { customers rate net { amount } moneyRate } segments { segment customers overall { rate moneyRate } } } }
        """;
    JsonPath table = analyst.data(ask.formatted("[1, 3, 4]")).setRootPath("data.bracketRetention");
    assertEquals(List.of(2, 1), table.getList("cohorts.size"));
    assertEquals(1, table.getInt("cohorts[0].cells[0].customers"), "in February and in March");
    assertEquals(0.5, table.getDouble("cohorts[0].cells[0].rate"));
    assertNull(table.get("cohorts[0].cells[1].customers"), "April has not ended");
    assertNull(table.get("cohorts[1].cells[0].customers"));
    assertEquals(0.5, table.getDouble("overall[0].rate"));
    assertNull(table.get("overall[1].rate"));
    // Zhang Wei spent 30 and, of 20, kept 10; both cohort members 160 in January
    assertEquals("40.00", table.getString("cohorts[0].cells[0].net.amount"));
    assertEquals(0.25, table.getDouble("overall[0].moneyRate"));
    assertEquals(List.of("web", "till"), table.getList("segments.segment"));
    assertEquals(0.4f, table.getFloat("segments[1].overall[0].moneyRate"), 1e-6f);
    assertEquals(0f, table.getFloat("segments[0].overall[0].rate"));
    JsonPath later = analyst.data(ask.formatted("[2, 3]"));
    assertEquals(1, later.getInt("bracketRetention.cohorts[0].cells[0].customers"));
    assertEquals(2, later.getInt("bracketRetention.cohorts[0].cells[0].fromK"));
    for (String wrong : List.of("[1]", "[0, 2]", "[3, 2]", "[1, 1]")) {
      assertEquals("INVALID_INPUT", analyst.error(ask.formatted(wrong)), wrong);
    }
  }
}
