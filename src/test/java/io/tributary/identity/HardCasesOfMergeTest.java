package io.tributary.identity;

import static io.tributary.identity.Town.email;
import static io.tributary.identity.Town.id;
import static io.tributary.identity.Town.partition;
import static io.tributary.identity.Town.phone;
import static io.tributary.identity.Town.reviews;
import static io.tributary.identity.Town.says;
import static io.tributary.identity.Town.signedIn;
import static io.tributary.identity.Town.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The cases that identity resolution must hold, by their numbers: merges, unmerges and decisions.
 * Consent (35) is ConsentApiTest; case 38 is in LivesOfTablesTest.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HardCasesOfMergeTest {
  private static final String PREVIEW =
      """
      query($i: MergeCustomersInput!) {
        mergePreview(input: $i) { profilesMoved version blockers warnings
          attributes { name survivor absorbed after } figures { name survivor absorbed after } }
      }
      """;
  private static final String MERGE =
      "mutation($i: MergeCustomersInput!) { mergeCustomers(input: $i) { merge { id } customer { attributes { name value } } } }";
  private static final String UNMERGE =
      "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }";

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  @Inject Merges merges;
  @Inject Changes changes;
  private Town town;

  @BeforeEach
  void open() {
    town = new Town(tx, identities, sources);
  }

  private String merge(UUID survivor, UUID absorbed) {
    return town.steward.merge(id(survivor), id(absorbed));
  }

  private void unmerge(String merge) {
    town.steward.data(UNMERGE, "i", Map.of("merge", merge));
  }

  private static void nobody_points_at_who_was_merged_away() {
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT p.key FROM profile p JOIN customer c USING (customer_id) WHERE c.merged_into IS NOT NULL"));
  }

  @Test
  void case_08_a_chain_of_two_ties_does_not_go_round_a_veto() {
    UUID a = town.resolve(town.web, user("a", phone("13911111112")));
    UUID c = town.resolve(town.web, user("c", email("c@example.com")));
    unmerge(merge(a, c));
    town.resolve(town.till, user("b", phone("13911111112"), email("c@example.com")));
    assertEquals(List.of("a,b", "c"), partition());
    assertEquals(List.of("VETO"), reviews());
  }

  @Test
  void case_11_the_middle_of_three_merges_is_undone() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.web, user("b"));
    UUID c = town.resolve(town.web, user("c"));
    UUID d = town.resolve(town.till, user("d"));
    merge(b, c);
    String middle = merge(a, b);
    merge(d, a);
    unmerge(middle);
    assertEquals(List.of("a,d", "b,c"), partition());
  }

  @Test
  void case_12_after_an_unmerge_each_has_also_what_came_meanwhile() {
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    wei.boughtAt("till", "10.00", "2024-03-01T10:00:00Z");
    lee.boughtAt("till", "20.00", "2024-03-01T10:00:00Z");
    String merge = merge(wei.uuid(), lee.uuid());
    wei.boughtAt("till", "1.00", "2024-03-02T10:00:00Z");
    lee.boughtAt("till", "2.00", "2024-03-02T10:00:00Z");
    unmerge(merge);
    assertEquals(List.of("1100|2"), bought(wei));
    assertEquals(List.of("2200|2"), bought(lee));
  }

  private static List<String> bought(Given.Person person) {
    return TestDatabase.rows(
        "SELECT sum(net_minor), count(*) FROM profile JOIN counted_order USING (profile_id) WHERE customer_id = '"
            + person.uuid()
            + "'");
  }

  @Test
  void case_13_a_merge_into_who_was_merged_away_goes_to_who_stands_for_them() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.web, user("b"));
    UUID c = town.resolve(town.web, user("c"));
    merge(a, b);
    merge(b, c);
    assertEquals(List.of("a,b,c"), partition());
    nobody_points_at_who_was_merged_away();
  }

  @Test
  void case_15_a_late_fact_of_who_was_merged_away_is_the_survivors() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.till, user("b", email("b@example.com")));
    merge(a, b);
    assertEquals(a, town.resolve(town.till, says("b", Map.of("city", "Suzhou"))));
    assertEquals(a, town.resolve(town.web, user("new", email("b@example.com"))));
  }

  @Test
  void case_23_a_tie_in_everything_is_decided_by_the_values_in_any_order() {
    List<String> survived = new ArrayList<>();
    for (List<String> order : List.of(List.of("Suzhou", "Wuhan"), List.of("Wuhan", "Suzhou"))) {
      Town fresh = new Town(tx, identities, sources);
      int i = 0;
      for (String city : order) {
        fresh.resolve(
            i++ == 0 ? fresh.web : fresh.till,
            says("k", Map.of("city", city), phone("13911111112")));
      }
      survived.addAll(
          TestDatabase.rows("SELECT value FROM customer_attribute WHERE name = 'city'"));
    }
    assertEquals(survived.get(0), survived.get(1));
  }

  @Test
  void case_24_a_lifted_veto_lets_the_waiting_evidence_merge() {
    UUID a = town.resolve(town.web, user("a", phone("13911111112")));
    UUID b = town.resolve(town.web, user("b", email("b@example.com")));
    unmerge(merge(a, b));
    town.resolve(town.till, user("c", phone("13911111112"), email("b@example.com")));
    assertEquals(List.of("a,c", "b"), partition());
    JsonPath before =
        town.steward.data(
            "query($id: ID!) { customer(id: $id) { vetoes { actor liftedAt other { id } } } }",
            "id",
            id(b));
    assertEquals(id(a), before.getString("customer.vetoes[0].other.id"));
    String lift =
        "mutation($i: LiftVetoInput!) { liftVeto(input: $i) { merged customer { vetoes { liftedAt liftReason } } } }";
    Map<String, Object> input =
        Map.of("customer", id(b), "other", id(a), "reason", "one after all");
    JsonPath lifted = town.steward.data(lift, "i", input);
    assertTrue(lifted.getBoolean("liftVeto.merged"));
    assertEquals("one after all", lifted.getString("liftVeto.customer.vetoes[0].liftReason"));
    assertEquals(List.of("a,b,c"), partition());
    assertEquals(
        List.of("SAME|rule"), TestDatabase.rows("SELECT state, decided_by FROM match_review"));
    assertEquals("CONFLICT", conflictOrMissing(lift, input));
  }

  private String conflictOrMissing(String document, Map<String, Object> input) {
    String code = town.steward.error(document, "i", input);
    return code.equals("NOT_FOUND") ? "CONFLICT" : code;
  }

  @Test
  void case_30_old_ids_keys_cookies_and_aliases_find_the_end_of_the_chain() {
    UUID a = town.resolve(town.web, signedIn("a", "cookie", 1));
    UUID b = town.resolve(town.till, user("b", email("b@example.com")));
    UUID c = town.resolve(town.till, user("c"));
    UUID alias =
        town.resolve(
            town.web,
            new ProfileFact(
                ProfileKey.user("a later"),
                List.of(ProfileKey.user("a")),
                List.of(),
                Map.of(),
                false,
                Town.AT));
    merge(b, a);
    merge(c, b);
    assertEquals(a, alias);
    UUID after =
        town.resolve(
            town.web,
            new ProfileFact(
                ProfileKey.user("a latest"),
                List.of(ProfileKey.user("a later")),
                List.of(),
                Map.of(),
                false,
                Town.AT));
    assertEquals(c, after, "an alias of one who was merged away");
    for (UUID old : List.of(a, b, c)) {
      assertEquals(
          id(c),
          town.steward
              .data("query($id: ID!) { customer(id: $id) { id mergedInto { id } } }", "id", id(old))
              .getString(old.equals(c) ? "customer.id" : "customer.mergedInto.id"));
    }
    for (Map<String, Object> identifier :
        List.<Map<String, Object>>of(
            Map.of("kind", "USER_ID", "value", "a"),
            Map.of("kind", "USER_ID", "value", "a later"),
            Map.of("kind", "USER_ID", "value", "a latest"),
            Map.of("kind", "USER_ID", "value", "b"),
            Map.of("kind", "ANONYMOUS_ID", "value", "cookie"),
            Map.of("kind", "EMAIL", "value", "B@example.com"))) {
      assertEquals(
          id(c),
          town.steward
              .data(
                  "query($i: IdentifierInput) { customer(identifier: $i) { id } }", "i", identifier)
              .getString("customer.id"));
    }
  }

  @Test
  void case_34_figures_are_not_doubled_by_a_merge_that_is_repeated_or_undone() {
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    wei.boughtAt("till", "10.00", "2024-03-01T10:00:00Z");
    lee.boughtAt("till", "20.00", "2024-03-01T10:00:00Z");
    String merge = merge(wei.uuid(), lee.uuid());
    Map<String, Object> again =
        Map.of("survivor", wei.id(), "absorbed", lee.id(), "version", "as before");
    assertEquals("CONFLICT", town.steward.error(MERGE, "i", again));
    changes.drain().await().indefinitely();
    assertEquals(List.of("2|3000"), figures());
    unmerge(merge);
    changes.drain().await().indefinitely();
    assertEquals(List.of("1|1000", "1|2000"), figures());
  }

  private static List<String> figures() {
    return TestDatabase.rows("SELECT orders, net_minor FROM customer_purchases ORDER BY net_minor");
  }

  @Test
  void case_36_a_merge_does_what_its_preview_said_or_nothing() {
    UUID a = town.resolve(town.web, says("a", Map.of("name", "Wei Zhang", "city", "Suzhou")));
    UUID b = town.resolve(town.till, says("b", Map.of("name", "Zhang Wei", "gender", "m")));
    Map<String, Object> input = new HashMap<>();
    input.put("survivor", id(a));
    input.put("absorbed", id(b));
    JsonPath stale = town.steward.data(PREVIEW, "i", input);
    assertEquals(List.of("city", "gender", "name"), stale.getList("mergePreview.attributes.name"));
    assertEquals(1, stale.getInt("mergePreview.profilesMoved"));
    town.resolve(town.till, says("b", Map.of("gender", "woman")));
    input.put("version", stale.getString("mergePreview.version"));
    assertEquals("CONFLICT", town.steward.error(MERGE, "i", input));
    assertEquals(List.of("a", "b"), partition(), "nothing of it happened");
    input.remove("version");
    assertEquals("INVALID_INPUT", town.steward.error(MERGE, "i", input), "nobody looked");
    JsonPath preview = town.steward.data(PREVIEW, "i", input);
    assertEquals(List.of("a", "b"), partition(), "a preview changes nothing");
    input.put("version", preview.getString("mergePreview.version"));
    JsonPath merged = town.steward.data(MERGE, "i", input);
    assertEquals(
        preview.getList("mergePreview.attributes.after"),
        merged.getList("mergeCustomers.customer.attributes.value"));
  }

  @Test
  void case_36_a_preview_equals_the_merge_in_orders_points_and_tiers_too() throws Exception {
    String programme =
        io.tributary.Api.as("admin")
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    String now = java.time.Clock.systemUTC().instant().minusSeconds(86_400).toString();
    wei.boughtAt("till", "60.00", now);
    lee.boughtAt("till", "60.00", now);
    io.tributary.Api.as("admin")
        .data(
            "mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: \"Base\", minimumSpend: \"0\"}, {name: \"Gold\", minimumSpend: \"100\"}]}) { up } }",
            "p",
            programme);
    for (Given.Person person : List.of(wei, lee)) {
      io.tributary.Api.as("admin")
          .data(
              "mutation($c: ID!) { p: earnPoints(input: {customer: $c, points: 60, idempotencyKey: \"p\"}) { points { available } } g: earnPoints(input: {customer: $c, currency: \"GROWTH\", points: 6, idempotencyKey: \"g\"}) { points { available } } }",
              "c",
              person.id());
    }
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
    JsonPath preview =
        town.steward.data(PREVIEW, "i", Map.of("survivor", wei.id(), "absorbed", lee.id()));
    String page = Files.readString(Path.of("docs", "steward.md"));
    int json = page.indexOf("```json") + "```json".length();
    List<Map<String, Object>> shown =
        new JsonPath(page.substring(json, page.indexOf("```", json))).getList("$");
    assertEquals(shown, preview.getList("mergePreview.figures"), "the page for stewards shows it");
    assertEquals(
        List.of("Base", "Base"),
        TestDatabase.rows("SELECT tier FROM membership"),
        "it was only looked at");
    Map<String, Object> input = new HashMap<>(Map.of("survivor", wei.id(), "absorbed", lee.id()));
    input.put("version", preview.getString("mergePreview.version"));
    town.steward.data(MERGE, "i", input);
    changes.drain().await().indefinitely();
    JsonPath merged =
        io.tributary.Api.as("admin")
            .data(
                """
                query($c: ID!) { customer(id: $c) {
                  metrics { orders netSpend { amount currency } }
                  membership { tier points { available } growth: points(currency: "GROWTH") { available } } } }
                """,
                "c",
                wei.id());
    String of = "customer.membership.";
    Map<String, String> became = new java.util.TreeMap<>();
    became.put("GROWTH in Club", merged.getString(of + "growth.available"));
    became.put("POINTS in Club", merged.getString(of + "points.available"));
    became.put(
        "net spend",
        merged.getString("customer.metrics.netSpend.amount")
            + " "
            + merged.getString("customer.metrics.netSpend.currency"));
    became.put("orders", merged.getString("customer.metrics.orders"));
    became.put("tier in Club", merged.getString(of + "tier"));
    Map<String, String> foreseen = new java.util.TreeMap<>();
    shown.forEach(
        figure -> foreseen.put((String) figure.get("name"), (String) figure.get("after")));
    assertEquals(foreseen, became);
  }

  @Test
  void case_37_paging_while_merges_run_neither_skips_nor_repeats() {
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(town.resolve(Given.source("shop" + i), user("k")));
    }
    List<String> seen = new ArrayList<>();
    String after = null;
    for (int page = 0; page < 10; page++) {
      JsonPath found =
          town.steward.data(
              "query($a: String) { customers(first: 5, after: $a) { edges { node { id } cursor } } }",
              "a",
              after);
      seen.addAll(found.getList("customers.edges.node.id"));
      if (found.getList("customers.edges").isEmpty()) {
        break;
      }
      after = found.getString("customers.edges[-1].cursor");
      if (page < 3) {
        merge(all.get(page), all.get(29 - page));
        merge(all.get(20 + page), all.get(10 + page));
      }
    }
    assertEquals(seen.size(), seen.stream().distinct().count(), "none comes twice");
    List<String> standing =
        TestDatabase.rows("SELECT customer_id FROM customer WHERE merged_into IS NULL");
    assertTrue(
        seen.containsAll(standing.stream().map(UUID::fromString).map(Town::id).toList()),
        "none that stands is skipped");
  }

  @Test
  void case_39_attributes_of_two_types_do_not_stop_a_merge() {
    UUID a = town.resolve(town.web, says("a", Map.of("age", 40, "tags", List.of("x"))));
    UUID b = town.resolve(town.till, says("b", Map.of("age", "forty", "tags", Map.of("y", 1))));
    merge(a, b);
    assertEquals(List.of("a,b"), partition());
  }
}
