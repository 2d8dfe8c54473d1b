package io.tributary.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.Tables;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Roles;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes when its period is over, and what hangs on it stays as it was. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RetentionPeriodsTest {
  private static final String SET =
      "mutation($i: SetPrivacySettingsInput!) { setPrivacySettings(input: $i) { settings { orderMonths consentMonths auditMonths } } }";
  private static final String DAYS =
      "{ auditDays { edges { node { day records forgottenAt intact } } } }";

  private final Api admin = Api.as(Roles.ADMIN);
  private final Api steward = Api.as(Roles.STEWARD);

  @Inject Changes changes;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private String run(String job, String asOf) {
    return admin
        .data(
            "mutation($j: String!, $t: DateTime!) { runJob(input: {name: $j, asOf: $t}) { state } }",
            "j",
            job,
            "t",
            asOf)
        .getString("runJob.state");
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  @Test
  void nothing_goes_until_somebody_says_so_and_no_period_is_shorter_than_the_law_asks() {
    assertEquals(
        Map.of("orderMonths", 36, "consentMonths", 0, "auditMonths", 0),
        admin.data(SET, "i", Map.of("orderMonths", 36)).getMap("setPrivacySettings.settings"));
    for (String field : List.of("orderMonths", "auditMonths")) {
      assertEquals("INVALID_INPUT", admin.error(SET, "i", Map.of(field, 35)));
      assertEquals("INVALID_INPUT", admin.error(SET, "i", Map.of(field, 601)));
    }
    assertEquals("INVALID_INPUT", admin.error(SET, "i", Map.of("consentMonths", -1)));
    assertEquals(
        Map.of("orderMonths", 0, "consentMonths", 0, "auditMonths", 0),
        admin.data(SET, "i", Map.of("orderMonths", 0)).getMap("setPrivacySettings.settings"));
  }

  private static final String WHAT_WAS_BOUGHT =
      "SELECT ordered_at::date, sku FROM order_line ORDER BY 1, 2";

  private static final String WHY =
      "SELECT returned_at::date, sku, reason, amount_minor FROM order_return ORDER BY 1, 4";

  /** All that is reckoned from orders; what was bought and figures by product apart. */
  private Map<String, List<String>> reckoned() {
    settle();
    Map<String, String> tables = Tables.restored();
    List.of("customer_order", "order_line", "order_return", "customer_product")
        .forEach(tables::remove);
    Map<String, List<String>> all = new TreeMap<>(Tables.contents(tables.keySet()));
    all.put(
        "retention",
        List.of(
            admin
                .data(
                    """
                    { retention(input: {from: "2019-01-01", to: "2024-06-01", grain: MONTH, clock: CALENDAR, measure: BOUNDED, periods: 6,
                        asOf: "2024-06-15T00:00:00Z", segmentBy: FIRST_CATEGORY}) {
                        cohorts { period size cells { k customers rate } } segments { segment cohorts { size cells { customers } } } } }
                    """)
                .prettify()));
    return all;
  }

  @Test
  void what_was_bought_goes_and_figures_tiers_points_and_cohorts_stay_through_a_merge() {
    String programme =
        admin
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: \"Base\", minimumSpend: \"0\"}, {name: \"Gold\", minimumSpend: \"100\"}]}) { up } }",
        "p",
        programme);
    admin.data(
        """
        mutation($p: ID!) { publishEarningPolicy(input: {programme: $p, pointsPerUnit: "1", effectiveFrom: "2019-01-01T00:00:00Z",
          rules: [{name: "tea", skus: ["tea"], multiplier: "3"}]}) { policy { number } } }
        """,
        "p",
        programme);
    TestDatabase.run(
        "INSERT INTO product (product_id, sku, category, created_at) VALUES (gen_random_uuid(), 'tea', 'Drinks', now())");
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    for (Given.Person person : List.of(wei, lee)) {
      person
          .boughtAt("till", "88.00", "2019-05-01T10:00:00Z")
          .line("tea", "60.00")
          .line("cup", "28.00")
          .returned("8.00", "2019-05-05T10:00:00Z");
      person.boughtAt("web", "50.00", "2019-07-01T10:00:00Z").line("tea", "50.00");
      person.boughtAt("till", "40.00", "2024-03-01T10:00:00Z").line("tea", "40.00");
    }
    TestDatabase.run("UPDATE order_return SET reason = 'broken by Wei', sku = 'tea'");
    Map<String, List<String>> before = reckoned();
    assertTrue(before.get("points_earned").size() >= 6, "points came of these orders");
    assertTrue(before.get("customer_origin").toString().contains("Drinks"), "and a category");

    assertEquals("COMPLETED", run("forget-orders", "2024-06-15T00:00:00Z"));
    assertEquals(6 + 2, TestDatabase.rows(WHAT_WAS_BOUGHT).size(), "kept until somebody says so");
    admin.data(SET, "i", Map.of("orderMonths", 59));
    assertEquals("COMPLETED", run("forget-orders", "2024-06-15T00:00:00Z"));
    assertEquals(
        List.of("2019-07-01|tea", "2019-07-01|tea", "2024-03-01|tea", "2024-03-01|tea"),
        TestDatabase.rows(WHAT_WAS_BOUGHT),
        "whole months: July 2019 is not over 59 months ago");
    assertEquals(
        List.of("2019-05-05|null|null|800", "2019-05-05|null|null|800"), TestDatabase.rows(WHY));
    assertEquals(
        List.of("2019-05-01|t", "2019-05-01|t", "2019-07-01|f", "2019-07-01|f"),
        TestDatabase.rows(
            "SELECT ordered_at::date, external_id = order_id::text FROM customer_order WHERE ordered_at < '2020-01-01' ORDER BY 1"));
    assertEquals(before, reckoned());

    String merge = steward.merge(wei.id(), lee.id());
    assertNotEquals(before, reckoned());
    steward.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", merge));
    assertEquals(before, reckoned());
  }

  @Test
  void decisions_whose_place_was_taken_go_and_what_stands_is_the_same_whatever_is_merged_next() {
    Random random = new Random(Seed.next());
    List<Given.Person> people =
        IntStream.range(0, 6).mapToObj(i -> Given.customer("P" + i)).toList();
    for (Given.Person person : people) {
      for (String source : List.of("web", "till")) {
        UUID profile = person.profileAt(source);
        TestDatabase.run(
            IntStream.range(0, 12)
                .mapToObj(
                    i ->
                        "INSERT INTO consent SELECT '%s', gen_random_uuid(), %s, 'marketing', '%s', '%s', '3', %s, 'form', %s, '2020-0%d-01', 'service'"
                            .formatted(
                                profile,
                                List.of(
                                        "NULL",
                                        "'" + person.uuid() + "'",
                                        "'" + people.get(random.nextInt(6)).uuid() + "'")
                                    .get(random.nextInt(3)),
                                List.of("ANY", "EMAIL").get(random.nextInt(2)),
                                List.of("GRANTED", "GRANTED", "DENIED", "WITHDRAWN")
                                    .get(random.nextInt(4)),
                                random.nextInt(3) == 0 ? "'mother'" : "NULL",
                                random.nextInt(5) == 0
                                    ? "NULL"
                                    : "'2019-0%d-01'".formatted(1 + random.nextInt(9)),
                                1 + random.nextInt(9)))
                .collect(Collectors.joining("; ")));
      }
    }
    String decisions = "SELECT count(*) FROM consent";
    List<List<Object>> before = standing(people);
    assertEquals("COMPLETED", run("forget-consent", "2022-06-01T00:00:00Z"));
    assertEquals(List.of("144"), TestDatabase.rows(decisions), "kept until somebody says so");
    admin.data(SET, "i", Map.of("consentMonths", 24));
    assertEquals("COMPLETED", run("forget-consent", "2021-12-01T00:00:00Z"));
    assertEquals(List.of("144"), TestDatabase.rows(decisions), "not before the period is over");
    assertEquals("COMPLETED", run("forget-consent", "2022-12-01T00:00:00Z"));
    int left = Integer.parseInt(TestDatabase.rows(decisions).get(0));
    assertTrue(left < 100, left + " of 144 are left");
    assertEquals(before, standing(people));
  }

  /** What stands of each, grown up and as a minor, alone and as one with the one before. */
  private List<List<Object>> standing(List<Given.Person> people) {
    return IntStream.range(0, 2)
        .mapToObj(
            minor -> {
              TestDatabase.run("DELETE FROM profile_attribute; DELETE FROM customer_attribute");
              if (minor == 1) {
                TestDatabase.run(
                    """
                    INSERT INTO profile_attribute (profile_id, name, value, verified, observed_at)
                    SELECT profile_id, 'birth_date', '"2005-06-01"', false, '2019-01-01' FROM profile;
                    INSERT INTO customer_attribute (customer_id, name, value, profile_id, source_id, observed_at, rule)
                    SELECT DISTINCT ON (customer_id) customer_id, 'birth_date', '"2005-06-01"'::jsonb, profile_id, source_id, '2019-01-01'::timestamptz, 'LATEST'
                    FROM profile
                    """);
              }
              List<Object> all = new ArrayList<>();
              for (int i = 0; i < people.size(); i++) {
                all.add(stands(people.get(i)));
                if (i > 0) {
                  String merge = steward.merge(people.get(i - 1).id(), people.get(i).id());
                  all.add(stands(people.get(i - 1)));
                  steward.data(
                      "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
                      "i",
                      Map.of("merge", merge));
                }
              }
              return all;
            })
        .toList();
  }

  private Object stands(Given.Person person) {
    return admin
        .data(
            "query($c: ID!) { customer(id: $c) { consents { purpose channel permits decision since } } }",
            "c",
            person.id())
        .getList("customer.consents");
  }

  @Test
  void audit_records_go_by_sealed_days_and_the_chain_holds_through_what_is_left() {
    TestDatabase.run(
        "SET session_replication_role = replica; DELETE FROM audit_record; DELETE FROM audit_seal; DELETE FROM audit_forgotten");
    for (String at :
        List.of(
            "2020-01-01T10:00:00Z",
            "2020-01-01T23:59:59Z",
            "2020-01-03T00:00:00Z",
            "2023-01-01T00:00:00Z")) {
      TestDatabase.run(
          "INSERT INTO audit_record VALUES (gen_random_uuid(), '%s', 'li', '{service}', NULL, 'READ', 'customer', 'DONE', '{}', NULL)"
              .formatted(at));
    }
    assertEquals("COMPLETED", run("seal-audit", "2023-01-02T02:00:00Z"));
    List<String> hashes = TestDatabase.rows("SELECT day, hash FROM audit_seal ORDER BY day");
    String old = "SELECT at::date FROM audit_record WHERE at < '2024-01-01' ORDER BY 1";
    assertEquals("COMPLETED", run("forget-audit", "2023-01-04T00:00:00Z"));
    assertEquals(4, TestDatabase.rows(old).size(), "kept until somebody says so");
    admin.data(SET, "i", Map.of("auditMonths", 36));
    assertEquals("COMPLETED", run("forget-audit", "2023-01-03T23:00:00Z"));
    assertEquals(List.of("2020-01-03", "2023-01-01"), TestDatabase.rows(old));
    assertEquals(List.of("2020-01-01"), days("it.forgottenAt != null"));
    assertEquals("COMPLETED", run("forget-audit", "2023-01-04T00:00:00Z"));
    assertEquals(List.of("2023-01-01"), TestDatabase.rows(old));
    assertEquals(
        hashes,
        TestDatabase.rows(
            "SELECT day, hash FROM audit_seal WHERE day < '2024-01-01' ORDER BY day"));
    assertEquals(List.of(), days("!it.intact"));
    assertEquals("COMPLETED", run("seal-audit", "2023-01-04T02:00:00Z"));

    for (String sql :
        List.of(
            "DELETE FROM audit_record",
            "DELETE FROM audit_record WHERE at < '2024-01-01'",
            "DELETE FROM audit_forgotten",
            "INSERT INTO audit_forgotten SELECT '2023-01-01', digest, 36, '2027-01-01' FROM audit_digest('2020-01-01')",
            "INSERT INTO audit_forgotten SELECT '2023-01-01', digest, 36, '2024-01-01' FROM audit_digest('2023-01-01')")) {
      assertThrows(IllegalStateException.class, () -> TestDatabase.run(sql), sql);
    }
    TestDatabase.run(
        "SET session_replication_role = replica; UPDATE audit_forgotten SET digest = sha256('x') WHERE day = '2020-01-01'");
    assertEquals(List.of("2020-01-01"), days("!it.intact"));
  }

  @Test
  void a_day_that_was_changed_after_it_was_sealed_is_not_forgotten() {
    TestDatabase.run(
        """
        SET session_replication_role = replica; DELETE FROM audit_record; DELETE FROM audit_seal; DELETE FROM audit_forgotten;
        INSERT INTO audit_record VALUES (gen_random_uuid(), '2020-01-01Z', 'li', '{service}', NULL, 'READ', 'customer', 'DONE', '{}', NULL)
        """);
    assertEquals("COMPLETED", run("seal-audit", "2020-01-02T02:00:00Z"));
    TestDatabase.run(
        "SET session_replication_role = replica; UPDATE audit_record SET actor = 'wang' WHERE at < '2021-01-01'");
    admin.data(SET, "i", Map.of("auditMonths", 36));
    assertEquals("FAILED", run("forget-audit", "2024-01-01T00:00:00Z"));
    assertEquals(
        List.of("wang"),
        TestDatabase.rows("SELECT actor FROM audit_record WHERE at < '2021-01-01'"),
        "what shows the change stays");
  }

  private List<String> days(String which) {
    return admin.data(DAYS).getList("auditDays.edges.node.findAll { " + which + " }.day");
  }
}
