package io.tributary.insight.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ChannelApiTest {
  private static final String REPORT =
      """
      query($input: ChannelsInput!) { channels(input: $input) { customers timezone
        channels { channel visits visitors anonymousVisits pageViews bounceRate dwellSeconds registrationRate enquiryRate
          purchaseRate newCustomers sales revenue { minorUnits } margin { minorUnits }
          paid { cost { minorUnits } costPerNewCustomer { minorUnits } returnOnInvestment returnOnInvestmentAbsence returnOnAdSpend }
          loaded { cost { minorUnits } costPerNewCustomer { minorUnits } costPerNewCustomerAbsence } }
        overall { channel visits visitors newCustomers sales } } }
      """;
  private static final Map<String, Object> MARCH =
      Map.of("from", "2024-03-01T00:00:00Z", "asOf", "2024-04-01T00:00:00Z");

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api admin = Api.as("admin");
  private final Api analyst = Api.as("analyst");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run(
        """
        UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY', margin_share = NULL,
          registration_events = DEFAULT, enquiry_events = DEFAULT
        """);
  }

  @Test
  void who_looks_online_and_buys_in_a_store_and_who_goes_on_online_after_the_store() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("web", "VIEW", "Tea", "2024-02-25T09:00:00Z");
    wei.did("web", "VIEW", "Tea", "2024-03-01T09:00:00Z");
    wei.boughtAt("till", "40.00", "2024-03-03T09:00:00Z");
    wei.boughtAt("web", "20.00", "2024-03-04T09:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("till", "10.00", "2024-03-10T09:00:00Z");
    ann.did("web", "VIEW", "Tea", "2024-03-14T09:00:00Z");
    ann.boughtAt("till", "11.00", "2024-03-16T09:00:00Z");
    Given.Person lee = Given.customer("Lee");
    lee.did("web", "VIEW", "Tea", "2024-01-01T09:00:00Z");
    lee.boughtAt("till", "5.00", "2024-03-20T09:00:00Z");
    refresh(wei, ann, lee);
    visits();
    JsonPath paths =
        analyst
            .data(
                """
                { channelPaths(input: {from: "2024-03-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z", withinDays: 30}) {
                    customers orders withinDays paths { from fromStep to toStep customers times share
                      revenue { minorUnits } medianDays } } }
                """)
            .setRootPath("data.channelPaths");
    assertEquals(3, paths.getInt("customers"));
    assertEquals(5, paths.getInt("orders"));
    String looked =
        "paths.find { it.fromStep == 'VISIT' && it.toStep == 'PURCHASE' && it.to == 'OFFLINE' }.";
    assertEquals("ONLINE", paths.getString(looked + "from"));
    assertEquals(2, paths.getInt(looked + "customers"));
    assertEquals(2, paths.getInt(looked + "times"), "one looked too long before, one not at all");
    assertEquals(0.5, paths.getDouble(looked + "share"));
    assertEquals("5100", paths.getString(looked + "revenue.minorUnits"));
    assertEquals(2, paths.getDouble(looked + "medianDays"));
    String wentOn = "paths.find { it.fromStep == 'PURCHASE' && it.toStep == 'VISIT' }.";
    assertEquals("OFFLINE", paths.getString(wentOn + "from"));
    assertEquals(1, paths.getInt(wentOn + "times"));
    assertEquals(0.5, paths.getDouble(wentOn + "share"), "of March's two visits");
    assertNull(paths.get(wentOn + "revenue"));
    assertEquals(4, paths.getDouble(wentOn + "medianDays"));
    String bought = "paths.find { it.fromStep == 'PURCHASE' && it.toStep == 'PURCHASE' }.";
    assertEquals(
        List.of("OFFLINE", "ONLINE"),
        List.of(paths.getString(bought + "from"), paths.getString(bought + "to")));
    assertEquals("2000", paths.getString(bought + "revenue.minorUnits"));
    assertEquals(3, paths.getList("paths").size());
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "{ channelPaths(input: {from: \"2024-03-01T00:00:00Z\", withinDays: 0}) { orders } }"));
  }

  @Test
  void a_channel_has_its_visits_what_it_brought_and_what_it_cost() {
    Given.Person wei = Given.customer("Zhang Wei");
    mailed(wei.did("web", "VIEW", "Offer", "2024-03-01T09:00:00Z"));
    wei.did("web", "INTERACTION", "Signed Up", "2024-03-01T09:10:00Z");
    wei.did("web", "VIEW", "Tea", "2024-03-01T09:20:00Z");
    wei.boughtAt("web", "100.00", "2024-03-01T09:30:00Z");
    wei.did("web", "VIEW", "Home", "2024-03-05T09:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("till", "40.00", "2024-03-02T09:00:00Z");
    ann.boughtAt("till", "5.00", "2024-03-03T09:00:00Z").returned("5.00", "2024-03-04T09:00:00Z");
    Given.Person old = Given.customer("Old");
    old.boughtAt("till", "7.00", "2024-02-02T09:00:00Z");
    old.boughtAt("till", "8.00", "2024-03-31T23:00:00Z");
    refresh(wei, ann, old);
    visits();
    cost("mail", "2024-03-01", "MEDIA", "20.00");
    cost("mail", "2024-03-31", "OTHER", "5.00");
    cost("mail", "2024-04-01", "MEDIA", "99.00");
    JsonPath mail = channel("mail");
    assertEquals(1, mail.getInt("visits"));
    assertEquals(2, mail.getInt("pageViews"));
    assertEquals(0, mail.getDouble("bounceRate"));
    assertEquals(1200, mail.getDouble("dwellSeconds"));
    assertEquals(1, mail.getDouble("registrationRate"));
    assertEquals(0, mail.getDouble("enquiryRate"));
    assertEquals(1, mail.getDouble("purchaseRate"));
    assertEquals("10000", mail.getString("revenue.minorUnits"), "the last visit brought it");
    assertEquals("0", channel("web").getString("revenue.minorUnits"));
    assertEquals(1, channel("web").getDouble("bounceRate"));
    assertEquals(2, channel("till").getInt("sales"));
    assertEquals(1, channel("till").getInt("newCustomers"));
    assertEquals("4800", channel("till").getString("revenue.minorUnits"));
    assertEquals("NO_COST", channel("till").getString("loaded.costPerNewCustomerAbsence"));
    JsonPath both = analyst.data(REPORT, "input", MARCH);
    assertEquals(2, both.getInt("channels.customers"));
    assertEquals(3, both.getInt("channels.overall.sales"));
    assertEquals(2, both.getInt("channels.overall.visits"));
    assertEquals(1, both.getInt("channels.overall.visitors"));
    assertEquals("2000", mail.getString("paid.cost.minorUnits"));
    assertEquals("2500", mail.getString("loaded.cost.minorUnits"));
    assertEquals("2500", mail.getString("loaded.costPerNewCustomer.minorUnits"));
    assertEquals(5, mail.getDouble("paid.returnOnAdSpend"));
    assertEquals("MARGIN_UNKNOWN", mail.getString("paid.returnOnInvestmentAbsence"));
    admin.data(
        "mutation { setChannelSettings(input: {marginShare: 0.5}) { settings { marginShare } } }");
    assertEquals(1.5, channel("mail").getDouble("paid.returnOnInvestment"));
  }

  @Test
  void a_funnel_reads_the_events_of_its_steps_alone() {
    Given.Person wei = Given.customer("Zhang Wei");
    UUID profile = wei.profileAt("web");
    wei.did("web", "INTERACTION", "Quote Read", "2024-03-02T09:00:00Z");
    TestDatabase.run(
        """
        INSERT INTO event (profile_id, occurred_at, event_id, source_id, kind, name, properties, recorded_at)
        SELECT '%s', timestamptz '2024-03-01Z' + make_interval(secs => n), gen_random_uuid(), source_id, 'VIEW', 'Page ' || n %% 3,
               '{}', now()
        FROM generate_series(1, 20000) n CROSS JOIN (SELECT source_id FROM source LIMIT 1) s
        """
            .formatted(profile));
    TestDatabase.run("ANALYZE event");
    String plan =
        String.join(
            "\n",
            TestDatabase.rows(
                """
                EXPLAIN SELECT e.profile_id, e.occurred_at FROM event e
                WHERE lower(e.name) = ANY ('{quote read}') AND e.occurred_at >= '2024-03-01Z' AND e.occurred_at < '2024-04-01Z'
                """));
    assertTrue(plan.contains("Index"), plan);
    assertFalse(plan.contains("Seq Scan"), plan);
    JsonPath funnel =
        analyst.data(
            """
            { funnel(input: {from: "2024-03-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z", steps: [
                {kind: EVENT, event: "Page 1"}, {kind: EVENT, event: "quote READ"}]}) { steps { people } } }
            """);
    assertEquals(List.of(1, 1), funnel.getList("funnel.steps.people"));
  }

  @Test
  void margin_is_what_products_of_known_cost_left_and_of_the_rest_the_share_that_is_set() {
    TestDatabase.run(
        """
        INSERT INTO product (product_id, sku, attributes, created_at) VALUES
          (gen_random_uuid(), 'tea', '{"cost": "4.00"}', now()), (gen_random_uuid(), 'mug', '{}', now())
        """);
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("web", "20.00", "2024-03-01T10:00:00Z").line("tea", "10.00").line("mug", "10.00");
    // two sales at one moment, and one outside the period
    wei.boughtAt("web", "30.00", "2024-03-05T10:00:00Z").line("tea", "30.00");
    wei.boughtAt("till", "10.00", "2024-03-05T10:00:00Z").line("tea", "10.00");
    wei.boughtAt("web", "99.00", "2024-04-01T00:00:00Z").line("tea", "99.00");
    refresh(wei);
    String both =
        "query($input: ChannelsInput!) { channels(input: $input) { channels { channel costedShare"
            + " margin { minorUnits } } overall { costedShare margin { minorUnits } } } }";
    JsonPath known = analyst.data(both, "input", MARCH).setRootPath("data.channels");
    String web = "channels.find { it.channel == 'web' }.";
    String till = "channels.find { it.channel == 'till' }.";
    assertEquals(0.8, known.getDouble(web + "costedShare"), 1e-6);
    assertNull(known.get(web + "margin"), "what the mug left is not known");
    assertEquals(1, known.getDouble(till + "costedShare"));
    // both teas of that moment cost 8.00, of which the till's sale has a quarter
    assertEquals("800", known.getString(till + "margin.minorUnits"));
    assertEquals(50.0 / 60, known.getDouble("overall.costedShare"), 1e-6);
    admin.data(
        "mutation { setChannelSettings(input: {marginShare: 0.5}) { settings { marginShare } } }");
    JsonPath estimated = analyst.data(both, "input", MARCH).setRootPath("data.channels");
    assertEquals("3500", estimated.getString(web + "margin.minorUnits"), "6, 24 and half of 10");
    assertEquals("800", estimated.getString(till + "margin.minorUnits"));
    assertEquals("4300", estimated.getString("overall.margin.minorUnits"));
  }

  private static void mailed(UUID event) {
    TestDatabase.run(
        "UPDATE event SET properties = '{\"context\": {\"campaign\": {\"source\": \"mail\"}}}' WHERE event_id = '"
            + event
            + "'");
  }

  private JsonPath channel(String name) {
    return analyst
        .data(REPORT, "input", MARCH)
        .setRootPath("data.channels.channels.find { it.channel == '" + name + "' }");
  }

  private void cost(String channel, String day, String kind, String amount) {
    admin.data(
        "mutation($i: RecordChannelCostsInput!) { recordChannelCosts(input: $i) { changed } }",
        "i",
        Map.of(
            "costs",
            List.of(
                Map.of(
                    "channel",
                    channel,
                    "day",
                    day,
                    "kind",
                    kind,
                    "amount",
                    amount,
                    "currency",
                    "CNY"))));
  }

  @Test
  void visits_of_any_history_agree_with_sessions_made_one_by_one() {
    long seed = Seed.next();
    Random random = new Random(seed);
    Given.Person wei = Given.customer("Zhang Wei");
    UUID web = wei.profileAt("web");
    UUID phone = UUID.randomUUID();
    UUID nobody = Given.visitor("web", "a-" + seed);
    TestDatabase.run(
        """
        INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
        SELECT '%s', source_id, 'ANONYMOUS_ID', 'phone %s', customer_id, first_seen_at, last_seen_at, created_at
        FROM profile WHERE profile_id = '%s'
        """
            .formatted(phone, seed, web));
    Instant begin = Instant.parse("2024-03-10T20:00:00Z");
    Given.month(begin);
    TreeMap<Instant, String> known = new TreeMap<>();
    TreeMap<Instant, String> unknown = new TreeMap<>();
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      Instant at = begin.plusSeconds(random.nextInt(8 * 60) * 60L + i % 60);
      boolean view = random.nextInt(3) > 0;
      int who = random.nextInt(3);
      (who == 2 ? unknown : known).put(at, view ? "VIEW" : "INTERACTION");
      rows.append(rows.isEmpty() ? "" : ", ")
          .append(
              "('%s'::uuid, '%s'::timestamptz, gen_random_uuid(), '%s'::uuid, '%s', 'x', '{}'::jsonb, now())"
                  .formatted(
                      List.of(web, phone, nobody).get(who),
                      at,
                      Given.source("web").uuid(),
                      view ? "VIEW" : "INTERACTION"));
    }
    TestDatabase.run(
        "INSERT INTO event (profile_id, occurred_at, event_id, source_id, kind, name, properties, recorded_at) VALUES "
            + rows);
    visits();
    double[] expected = new double[4];
    count(known, expected);
    count(unknown, expected);
    JsonPath web2 = channel("web");
    String message = "seed " + seed;
    assertEquals((int) expected[0], web2.getInt("visits"), message);
    assertEquals((int) expected[1], web2.getInt("pageViews"), message);
    assertEquals(expected[2] / expected[0], web2.getDouble("bounceRate"), 1e-6, message);
    assertEquals(expected[3] / expected[0], web2.getDouble("dwellSeconds"), 1e-2, message);
    assertEquals((known.isEmpty() ? 0 : 1) + (unknown.isEmpty() ? 0 : 1), web2.getInt("visitors"));
    List<String> before = TestDatabase.rows("SELECT * FROM visit ORDER BY 1, 2");
    visits();
    assertEquals(before, TestDatabase.rows("SELECT * FROM visit ORDER BY 1, 2"), message);
  }

  /** Adds visits, views, bounces and seconds of one person's events. */
  private static void count(TreeMap<Instant, String> events, double[] into) {
    Instant last = null;
    int views = 0;
    int all = 0;
    for (Map.Entry<Instant, String> event : events.entrySet()) {
      Instant at = event.getKey();
      boolean goesOn =
          last != null
              && Duration.between(last, at).toMinutes() < 30
              && last.atOffset(ZoneOffset.UTC)
                  .toLocalDate()
                  .equals(at.atOffset(ZoneOffset.UTC).toLocalDate());
      if (goesOn) {
        into[3] += Duration.between(last, at).toSeconds();
      } else {
        into[0]++;
        into[2] += views == 1 && all == 1 ? 1 : 0;
        views = 0;
        all = 0;
      }
      views += event.getValue().equals("VIEW") ? 1 : 0;
      all++;
      into[1] += event.getValue().equals("VIEW") ? 1 : 0;
      last = at;
    }
    into[2] += views == 1 && all == 1 ? 1 : 0;
  }

  @Test
  void customers_are_divided_by_channel_and_followed_from_kind_to_kind() {
    long seed = Seed.next();
    Random random = new Random(seed);
    List<String> sources = List.of("web", "till", "wechat", "store");
    List<Given.Person> people = new ArrayList<>();
    Map<String, Integer> first = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    int across = 0;
    int several = 0;
    long spentBySeveral = 0;
    int fromOnline = 0;
    for (int i = 0; i < 12; i++) {
      Given.Person person = Given.customer("Person " + i);
      people.add(person);
      List<String> used = new ArrayList<>();
      long spent = 0;
      for (int n = 0; n <= random.nextInt(4); n++) {
        String source = sources.get(random.nextInt(sources.size()));
        person.boughtAt(source, "1.0" + n, "2024-03-%02dT10:00:00Z".formatted(n + 1));
        used.add(source);
        spent += 100 + n;
      }
      first.merge(used.get(0), 1, Integer::sum);
      last.merge(used.get(used.size() - 1), 1, Integer::sum);
      List<String> kinds = used.stream().map(ChannelApiTest::kind).toList();
      across += kinds.stream().distinct().count() > 1 ? 1 : 0;
      boolean isSeveral = used.stream().distinct().count() > 1;
      several += isSeveral ? 1 : 0;
      spentBySeveral += isSeveral ? spent : 0;
      fromOnline += kinds.get(0).equals("ONLINE") && kinds.contains("OFFLINE") ? 1 : 0;
      person.boughtAt("web", "99.00", "2024-04-05T10:00:00Z");
    }
    refresh(people.toArray(Given.Person[]::new));
    JsonPath report =
        analyst
            .data(
                """
                { channelCustomers(asOf: "2024-04-01T00:00:00Z") { customers crossChannel crossChannelShare
                    byFirst { channel customers } byLast { channel customers } byFavourite { customers }
                    singleChannel { customers } multiChannel { customers spend { minorUnits } meanSpend { minorUnits } }
                    moves { from to began customers share medianDays } } }
                """)
            .setRootPath("data.channelCustomers");
    String message = "seed " + seed;
    assertEquals(12, report.getInt("customers"), message);
    assertEquals(first, groups(report, "byFirst"), message);
    assertEquals(last, groups(report, "byLast"), message);
    assertEquals(
        12, report.getList("byFavourite.customers", Integer.class).stream().mapToInt(n -> n).sum());
    assertEquals(across, report.getInt("crossChannel"), message);
    assertEquals(several, report.getInt("multiChannel.customers"), message);
    assertEquals(12 - several, report.getInt("singleChannel.customers"), message);
    assertEquals(
        Long.toString(spentBySeveral), report.getString("multiChannel.spend.minorUnits"), message);
    Integer moved =
        report.get("moves.find { it.from == 'ONLINE' && it.to == 'OFFLINE' }?.customers");
    assertEquals(fromOnline, moved == null ? 0 : moved, message);
  }

  private static Map<String, Integer> groups(JsonPath report, String by) {
    Map<String, Integer> groups = new HashMap<>();
    List<String> names = report.getList(by + ".channel");
    for (int i = 0; i < names.size(); i++) {
      groups.put(names.get(i), report.getInt(by + "[" + i + "].customers"));
    }
    return groups;
  }

  private static String kind(String source) {
    return source.equals("web") ? "ONLINE" : source.equals("wechat") ? "SOCIAL" : "OFFLINE";
  }

  @Test
  void a_funnel_follows_people_through_events_and_purchases() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
    wei.did("web", "INTERACTION", "Product Added", "2024-03-01T09:10:00Z");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
    ann.did("web", "INTERACTION", "product added", "2024-03-01T12:00:00Z");
    Given.customer("Lee").did("web", "INTERACTION", "Product Added", "2024-03-01T12:00:00Z");
    String ask =
        """
        { funnel(input: {from: "2024-03-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z", windowHours: %d, steps: [
            {kind: EVENT, event: "Product viewed"}, {kind: EVENT, event: "Product Added"}, {kind: PURCHASE}]}) {
            customers steps { name people shareOfFirst shareOfPrevious medianSecondsFromPrevious } } }
        """;
    JsonPath wide = analyst.data(ask.formatted(24)).setRootPath("data.funnel");
    assertEquals(List.of(2, 2, 1), wide.getList("steps.people"));
    assertEquals(
        List.of("Product viewed", "Product Added", "PURCHASE"), wide.getList("steps.name"));
    assertEquals(
        Arrays.asList(null, (600 + 10_800) / 2f, 3000f),
        wide.getList("steps.medianSecondsFromPrevious"));
    assertEquals(0.5, wide.getDouble("steps[2].shareOfPrevious"));
    JsonPath narrow = analyst.data(ask.formatted(2)).setRootPath("data.funnel");
    assertEquals(List.of(2, 1, 1), narrow.getList("steps.people"));
    assertNull(narrow.get("steps[0].shareOfPrevious"));
  }

  @Test
  void costs_are_replaced_and_broken_questions_refused() {
    cost("mail", "2024-03-01", "MEDIA", "20.00");
    cost("mail", "2024-03-01", "MEDIA", "30.00");
    assertEquals(List.of("3000"), TestDatabase.rows("SELECT amount_minor FROM channel_cost"));
    String record =
        "mutation { recordChannelCosts(input: {costs: [{channel: \"%s\", day: \"2024-03-01\", kind: MEDIA,"
            + " amount: \"%s\", currency: \"%s\"}]}) { changed } }";
    for (String wrong :
        List.of(
            record.formatted(" ", "1.00", "CNY"),
            record.formatted("mail", "1.001", "CNY"),
            record.formatted("mail", "-1.00", "CNY"),
            record.formatted("mail", "1.00", "XXQ"),
            "{ channels(input: {from: \"2024-03-01T00:00:00Z\", asOf: \"2024-03-01T00:00:00Z\"}) { timezone } }",
            "{ channels(input: {from: \"2024-03-01T00:00:00Z\", lookbackDays: 0}) { timezone } }",
            "{ funnel(input: {from: \"2024-03-01T00:00:00Z\", steps: [{kind: PURCHASE}]}) { customers } }",
            "{ funnel(input: {from: \"2024-03-01T00:00:00Z\", steps: [{kind: PURCHASE}, {kind: EVENT}]}) { customers } }",
            "mutation { setChannelSettings(input: {marginShare: 2}) { settings { marginShare } } }",
            "mutation { setChannelSettings(input: {enquiryEvents: []}) { settings { marginShare } } }")) {
      assertEquals("INVALID_INPUT", admin.error(wrong), wrong);
    }
    assertEquals("FORBIDDEN", analyst.error(record.formatted("mail", "1.00", "CNY")));
    assertEquals("FORBIDDEN", Api.as("till").error("{ channelCustomers { customers } }"));
  }

  @Test
  void new_names_of_events_make_visits_of_the_past_anew() {
    Given.customer("Zhang Wei").did("web", "INTERACTION", "Asked", "2024-03-01T09:00:00Z");
    visits();
    assertEquals(0, channel("web").getDouble("enquiryRate"));
    admin.data(
        "mutation { setChannelSettings(input: {enquiryEvents: [\"ASKED\"]}) { settings { enquiryEvents } } }");
    visits();
    assertEquals(1, channel("web").getDouble("enquiryRate"));
    TestDatabase.run("UPDATE insight_setting SET timezone = 'Asia/Shanghai'");
    visits();
    assertEquals(List.of("2024-03-01|t"), TestDatabase.rows("SELECT day, enquired FROM visit"));
    assertTrue(TestDatabase.rows("SELECT timezone FROM visit_progress").contains("Asia/Shanghai"));
  }

  private void visits() {
    admin.data("mutation { runJob(input: {name: \"refresh-visits\"}) { state } }");
  }

  private void refresh(Given.Person... people) {
    List<UUID> customers = List.of(people).stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }
}
