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
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RetentionApiTest {
  private static final String TABLE =
      """
      query($input: RetentionInput!) { retention(input: $input) {
        asOf computedAt timezone
        cohorts { period size cells { k customers rate } } overall { k customers rate } } }
      """;

  private final Api analyst = Api.as("analyst");

  @Inject Tx tx;
  @Inject Changes changes;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void months_on_the_calendar() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "10.00", "2024-01-31T23:00:00Z");
    wei.boughtAt("web", "10.00", "2024-03-01T00:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("web", "0.00", "2024-01-02T00:00:00Z");
    ann.boughtAt("web", "5.00", "2024-01-20T00:00:00Z");
    Given.Person bo = Given.customer("Bo");
    bo.boughtAt("web", "5.00", "2024-02-20T00:00:00Z").returned("5.00", "2024-02-21T00:00:00Z");
    refresh(wei, ann, bo);

    Map<String, Object> january =
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
            "2024-03-15T00:00:00Z",
            "timezone",
            "UTC");
    JsonPath table = analyst.data(TABLE, "input", january);
    assertEquals(List.of("2024-01-01"), table.getList("retention.cohorts.period"));
    assertEquals(List.of(2), table.getList("retention.cohorts.size"));
    assertEquals(cells(2, 0, null), table.getList("retention.cohorts[0].cells.customers"));
    assertEquals(cells(2, 0, null), table.getList("retention.overall.customers"));
    assertEquals("UTC", table.getString("retention.timezone"));
    assertEquals("2024-03-15T00:00:00Z", table.getString("retention.asOf"));

    // Zhang Wei's first purchase is already February in Shanghai, and his second in March
    JsonPath shanghai = analyst.data(TABLE, "input", with(january, "timezone", "Asia/Shanghai"));
    assertEquals(List.of("2024-01-01", "2024-02-01"), shanghai.getList("retention.cohorts.period"));
    assertEquals(cells(1, null), shanghai.getList("retention.cohorts[1].cells.customers"));

    // at that very instant the second purchase is not yet there
    JsonPath earlier =
        analyst.data(
            TABLE,
            "input",
            with(with(january, "asOf", "2024-03-01T00:00:00Z"), "measure", "UNBOUNDED"));
    assertEquals(cells(2, 0), earlier.getList("retention.cohorts[0].cells.customers"));
    JsonPath later =
        analyst.data(
            TABLE,
            "input",
            with(with(january, "asOf", "2024-04-01T00:00:00Z"), "measure", "UNBOUNDED"));
    assertEquals(cells(2, 1, 1), later.getList("retention.cohorts[0].cells.customers"));
    JsonPath two =
        analyst.data(
            TABLE, "input", with(with(january, "asOf", "2024-04-01T00:00:00Z"), "periods", 2));
    assertEquals(cells(2, 0), two.getList("retention.cohorts[0].cells.customers"));
  }

  @Test
  void days_counted_from_the_first_purchase_even_two_of_them_on_one_local_day() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "10.00", "2024-01-01T10:00:00Z");
    wei.boughtAt("till", "10.00", "2024-01-02T09:59:59Z");
    wei.boughtAt("till", "10.00", "2024-01-02T10:00:00Z");
    refresh(wei);
    Map<String, Object> days =
        Map.of(
            "grain",
            "DAY",
            "clock",
            "RELATIVE",
            "measure",
            "BOUNDED",
            "from",
            "2024-01-01",
            "to",
            "2024-01-01",
            "asOf",
            "2024-01-05T00:00:00Z");
    JsonPath table = analyst.data(TABLE, "input", days);
    // the last member could have joined at midnight: day 2 of them all ends on the 5th
    assertEquals(cells(1, 1, 0, null), table.getList("retention.cohorts[0].cells.customers"));
    JsonPath within = analyst.data(TABLE, "input", with(days, "asOf", "2024-01-03T00:00:00Z"));
    assertEquals(cells(1, null), within.getList("retention.cohorts[0].cells.customers"));
  }

  @Test
  void figures_are_what_a_naive_count_gives() {
    Random random = new Random(20240301);
    Instant beginning = Instant.parse("2024-01-15T00:00:00Z");
    List<TreeSet<Instant>> histories = new ArrayList<>();
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      TreeSet<Instant> purchases = Histories.purchases(random, beginning, 90);
      Given.Person person = Given.customer("Person " + i);
      purchases.forEach(
          at -> person.boughtAt(random.nextBoolean() ? "web" : "till", "1.00", at.toString()));
      histories.add(purchases);
      people.add(person);
    }
    TestDatabase.run(
        "UPDATE customer_order SET currency = 'USD' WHERE ordered_at = '%s'"
            .formatted(histories.get(0).last()));
    refresh(people.toArray(Given.Person[]::new));
    for (Grain grain : Grain.values()) {
      for (RetentionClock clock : RetentionClock.values()) {
        for (RetentionMeasure measure : RetentionMeasure.values()) {
          figuresAreRight(histories, grain, clock, measure, "UTC", beginning, 1500);
          figuresAreRight(histories, grain, clock, measure, "UTC", beginning, 63 * 24);
          figuresAreRight(histories, grain, clock, measure, "America/New_York", beginning, 1500);
        }
      }
    }
  }

  private void figuresAreRight(
      List<TreeSet<Instant>> histories,
      Grain grain,
      RetentionClock clock,
      RetentionMeasure measure,
      String zone,
      Instant beginning,
      int hours) {
    RetentionRule rule =
        new RetentionRule(
            grain,
            clock,
            measure,
            ZoneId.of(zone),
            beginning.plus(Duration.ofHours(hours)),
            RetentionApi.MOST_PERIODS);
    assertEquals(expected(histories, rule), actual(rule), rule.toString());
  }

  @Test
  void figures_hold_while_days_are_not_yet_of_a_new_time_zone() {
    TestDatabase.run("UPDATE insight_setting SET timezone = 'America/New_York'");
    Given.Person lin = Given.customer("Lin");
    lin.boughtAt("web", "1.00", "2024-03-01T02:00:00Z");
    lin.boughtAt("web", "1.00", "2024-04-10T12:00:00Z");
    refresh(lin);
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC'");
    for (RetentionMeasure measure : RetentionMeasure.values()) {
      RetentionRule rule =
          new RetentionRule(
              Grain.MONTH,
              RetentionClock.CALENDAR,
              measure,
              ZoneId.of("UTC"),
              Instant.parse("2024-06-01T00:00:00Z"),
              3);
      assertEquals(List.of("2024-03-01 1 [1, 1, 0]"), actual(rule), measure.name());
    }
  }

  private static List<String> expected(List<TreeSet<Instant>> histories, RetentionRule rule) {
    return rule.cohorts(Histories.counts(histories, rule)).stream()
        .map(cohort -> Histories.cohort(histories, rule, cohort.period()))
        .map(
            cohort ->
                cohort.period()
                    + " "
                    + cohort.size()
                    + " "
                    + cohort.cells().stream().map(RetentionCell::customers).toList())
        .toList();
  }

  private List<String> actual(RetentionRule rule) {
    JsonPath table =
        analyst.data(
            TABLE,
            "input",
            Map.of(
                "grain",
                rule.grain(),
                "clock",
                rule.clock(),
                "measure",
                rule.measure(),
                "from",
                "2024-01-01",
                "to",
                "2024-12-31",
                "timezone",
                rule.zone().getId(),
                "asOf",
                rule.asOf().toString()));
    List<String> cohorts = new ArrayList<>();
    for (int i = 0; i < table.getList("retention.cohorts").size(); i++) {
      String cohort = "retention.cohorts[" + i + "]";
      cohorts.add(
          table.getString(cohort + ".period")
              + " "
              + table.getInt(cohort + ".size")
              + " "
              + table.getList(cohort + ".cells.customers"));
    }
    return cohorts;
  }

  @Test
  void repurchase_counts_second_days_and_only_those_who_had_the_whole_window() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "10.00", "2024-01-01T10:00:00Z");
    wei.boughtAt("web", "10.00", "2024-01-01T18:00:00Z");
    wei.boughtAt("web", "10.00", "2024-01-11T23:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("web", "5.00", "2024-02-25T00:00:00Z");
    refresh(wei, ann);
    String query =
        """
        query($asOf: DateTime, $zone: String) {
          some: repurchase(input: {days: [10, 9, 10], asOf: $asOf, timezone: $zone}) {
            timezone windows { days eligible repeated rate } }
          other: repurchase(input: {days: [400], asOf: $asOf}) { windows { eligible repeated rate } }
        }
        """;
    JsonPath report = analyst.data(query, "asOf", "2024-03-01T00:00:00Z");
    assertEquals(List.of(10, 9, 10), report.getList("some.windows.days"));
    assertEquals(List.of(1, 1, 1), report.getList("some.windows.eligible"));
    assertEquals(List.of(1, 0, 1), report.getList("some.windows.repeated"));
    assertEquals(0, report.getInt("other.windows[0].eligible"));
    assertNull(report.get("other.windows[0].rate"));
    // in Shanghai the 11th at 23:00 UTC is the 12th, and the first day is two: 18:00 UTC is the 2nd
    JsonPath shanghai =
        analyst.data(query, "asOf", "2024-03-01T00:00:00Z", "zone", "Asia/Shanghai");
    assertEquals(List.of(1, 1, 1), shanghai.getList("some.windows.repeated"));
    // eligible from the instant at which the window has passed, not a moment earlier
    JsonPath before = analyst.data(query, "asOf", "2024-03-05T23:59:59Z");
    assertEquals(List.of(1, 2, 1), before.getList("some.windows.eligible"));
    JsonPath after = analyst.data(query, "asOf", "2024-03-06T00:00:00Z");
    assertEquals(List.of(2, 2, 2), after.getList("some.windows.eligible"));
  }

  @Test
  void repurchase_in_a_period_counts_who_bought_on_two_days_of_it() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "10.00", "2024-01-01T10:00:00Z");
    wei.boughtAt("web", "10.00", "2024-01-11T18:00:00Z");
    wei.boughtAt("web", "10.00", "2024-01-11T23:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("web", "5.00", "2024-02-25T00:00:00Z");
    refresh(wei, ann);
    String query =
        """
        query($from: DateTime, $asOf: DateTime, $zone: String) {
          repurchase(input: {days: [10], from: $from, asOf: $asOf, timezone: $zone}) {
            period { from customers repeated rate } } }
        """;
    String march = "2024-03-01T00:00:00Z";
    JsonPath ever = analyst.data(query, "asOf", march).setRootPath("data.repurchase.period");
    assertNull(ever.get("from"));
    assertEquals(2, ever.getInt("customers"));
    assertEquals(1, ever.getInt("repeated"));
    assertEquals(0.5, ever.getDouble("rate"));
    JsonPath sinceThe2nd =
        analyst.data(query, "asOf", march, "from", "2024-01-02T00:00:00Z", "zone", "UTC");
    assertEquals(0, sinceThe2nd.getInt("repurchase.period.repeated"), "one day, if two orders");
    JsonPath inShanghai =
        analyst.data(query, "asOf", march, "from", "2024-01-02T00:00:00Z", "zone", "Asia/Shanghai");
    assertEquals(2, inShanghai.getInt("repurchase.period.customers"));
    assertEquals(0, inShanghai.getInt("repurchase.period.repeated"), "both on the 12th");
    JsonPath nobody =
        analyst.data(query, "asOf", "2024-02-01T00:00:00Z", "from", "2024-01-12T00:00:00Z");
    assertEquals(0, nobody.getInt("repurchase.period.customers"));
    assertNull(nobody.get("repurchase.period.rate"));
    assertEquals("INVALID_INPUT", analyst.error(query, "asOf", march, "from", march));
  }

  @Test
  void what_cannot_be_answered_is_refused_with_the_field() {
    Map<String, Object> good =
        Map.of(
            "grain",
            "DAY",
            "clock",
            "CALENDAR",
            "measure",
            "BOUNDED",
            "from",
            "2024-01-01",
            "to",
            "2024-01-31");
    refused("input.to", with(good, "to", "2023-12-31"));
    refused("input.to", with(good, "to", "2034-12-31"));
    refused("input.from", with(with(good, "from", "1996-01-01"), "to", "1996-01-02"));
    refused("input.from", with(with(good, "from", "2021-01-01"), "to", "2023-01-02"));
    refused("input.from", with(with(good, "from", "0001-01-01"), "to", "0001-01-02"));
    refused("input.timezone", with(good, "timezone", "UTC+8"));
    refused("input.timezone", with(good, "timezone", "Mars/Olympus"));
    refused("input.asOf", with(good, "asOf", "2999-01-01T00:00:00Z"));
    refused("input.asOf", with(good, "asOf", "0001-01-01T00:00:00Z"));
    refused("input.periods", with(good, "periods", 0));
    for (String days : List.of("[]", "[0]", "[4000]", "[-1, 90]")) {
      JsonPath answer =
          analyst.send("{ repurchase(input: {days: " + days + "}) { windows { days } } }");
      assertEquals("input.days", answer.getString("errors[0].extensions.field"), days);
    }
  }

  private void refused(String field, Map<String, Object> input) {
    JsonPath answer = analyst.send(TABLE, "input", input);
    assertEquals("INVALID_INPUT", answer.getString("errors[0].extensions.code"), input.toString());
    assertEquals(field, answer.getString("errors[0].extensions.field"), input.toString());
  }

  @Test
  void nothing_bought_is_an_empty_table() {
    JsonPath table =
        analyst.data(
            TABLE,
            "input",
            Map.of(
                "grain",
                "WEEK",
                "clock",
                "CALENDAR",
                "measure",
                "UNBOUNDED",
                "from",
                "2024-01-01",
                "to",
                "2024-01-31"));
    assertEquals(List.of(), table.getList("retention.cohorts"));
    assertEquals(List.of(), table.getList("retention.overall"));
  }

  @Test
  void figures_are_for_those_who_work_with_them() {
    for (String role : List.of("till", "member", "service", "steward")) {
      assertEquals(
          "FORBIDDEN",
          Api.as(role).error("{ repurchase(input: {days: [90]}) { windows { days } } }"),
          role);
    }
  }

  private void refresh(Given.Person... people) {
    List<UUID> customers = List.of(people).stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  private static List<Integer> cells(Integer... customers) {
    return java.util.Arrays.asList(customers);
  }

  private static Map<String, Object> with(Map<String, Object> input, String key, Object value) {
    Map<String, Object> changed = new java.util.HashMap<>(input);
    changed.put(key, value);
    return changed;
  }
}
