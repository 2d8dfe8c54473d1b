package io.tributary.identity;

import static io.tributary.identity.Town.born;
import static io.tributary.identity.Town.card;
import static io.tributary.identity.Town.email;
import static io.tributary.identity.Town.partition;
import static io.tributary.identity.Town.phone;
import static io.tributary.identity.Town.says;
import static io.tributary.identity.Town.shared;
import static io.tributary.identity.Town.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The identifier table and shared values, as staff see and edit them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IdentifierTableTest {
  private static final String PUBLISH =
      """
      mutation($i: IdentifierPolicyInput!) {
        publishIdentifierPolicy(input: $i) {
          dryRun valuesBlocked policy { version publishedBy blocked kinds { kind ties perCustomer } }
          effects { kind stopTying beginToTie customersOverLimit }
        }
      }
      """;

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  @Inject Policies policies;
  private final Api admin = Api.as("admin");
  private Town town;
  private int inForce;

  @BeforeEach
  void open() {
    inForce =
        Integer.parseInt(TestDatabase.rows("SELECT max(version) FROM identifier_policy").get(0));
    town = new Town(tx, identities, sources);
  }

  /** Other tests count on the first table. */
  @AfterEach
  void take_back() {
    TestDatabase.run("DELETE FROM identifier_policy WHERE version > " + inForce);
    policies.forget();
  }

  private static Map<String, Object> input(Object... parts) {
    Map<String, Object> input = new java.util.HashMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      input.put((String) parts[i], parts[i + 1]);
    }
    return input;
  }

  @Test
  void the_table_in_force_shows_all_its_columns() {
    JsonPath found =
        town.steward.data(
            "{ identifierPolicies(first: 1) { edges { node { version customersPerFact profilesPerCustomer customersPerValue onePerPerson kinds { kind ties perCustomer onePerPerson ofHousehold scope normalisation } } } } }");
    assertEquals(inForce, found.getInt("identifierPolicies.edges[0].node.version"));
    assertEquals(9, found.getList("identifierPolicies.edges[0].node.kinds").size());
    assertEquals(
        "VERIFIED_OR_PAID", found.getString("identifierPolicies.edges[0].node.kinds[0].ties"));
    assertEquals(3, found.getInt("identifierPolicies.edges[0].node.kinds[0].perCustomer"));
  }

  @Test
  void a_dry_run_says_what_would_change_and_changes_nothing() {
    town.resolve(town.web, user("1", card("C-101"), card("C-102"), email("anna@example.com")));
    Map<String, Object> cards =
        input("kind", "CARD_NUMBER", "ties", "ALWAYS", "perCustomer", 1, "onePerPerson", false);
    Map<String, Object> mails = input("kind", "EMAIL", "ties", "NEVER", "perCustomer", null);
    Map<String, Object> change =
        input("kinds", List.of(cards, mails), "blocked", List.of("anna@*"), "dryRun", true);
    JsonPath effect = town.steward.data(PUBLISH, "i", change);
    assertEquals(1, effect.getInt("publishIdentifierPolicy.valuesBlocked"));
    Map<String, Integer> over = new java.util.HashMap<>();
    Map<String, Integer> stop = new java.util.HashMap<>();
    effect
        .<Map<String, Object>>getList("publishIdentifierPolicy.effects")
        .forEach(
            e -> {
              over.put((String) e.get("kind"), (Integer) e.get("customersOverLimit"));
              stop.put((String) e.get("kind"), (Integer) e.get("stopTying"));
            });
    assertEquals(Map.of("CARD_NUMBER", 1, "EMAIL", 0), over);
    assertEquals(Map.of("CARD_NUMBER", 0, "EMAIL", 1), stop);
    assertEquals(
        List.of(Integer.toString(inForce)),
        TestDatabase.rows("SELECT max(version) FROM identifier_policy"));
    change.put("dryRun", false);
    assertEquals("FORBIDDEN", town.steward.error(PUBLISH, "i", change));
  }

  @Test
  void a_published_table_holds_for_the_next_fact() {
    town.resolve(town.web, user("1", email("front@desk.example")));
    JsonPath made = admin.data(PUBLISH, "i", input("blocked", List.of("front@*", "test@*")));
    assertEquals(inForce + 1, made.getInt("publishIdentifierPolicy.policy.version"));
    town.resolve(town.till, user("2", email("front@desk.example")));
    assertEquals(List.of("1", "2"), partition());
    assertEquals(
        List.of("BLOCKED"), TestDatabase.rows("SELECT DISTINCT state FROM profile_identifier"));
  }

  @Test
  void what_makes_no_sense_is_refused() {
    for (Map<String, Object> bad :
        List.of(
            input("blocked", List.of("*")),
            input("blocked", List.of("a*b@x.com")),
            input("customersPerFact", 0),
            input("kinds", List.of(input("kind", "DEVICE_ID", "ties", "ALWAYS"))))) {
      assertEquals("INVALID_INPUT", admin.error(PUBLISH, "i", bad), bad.toString());
    }
  }

  @Test
  void a_shared_value_is_listed_with_its_cases_and_a_steward_can_say_otherwise() {
    List<String> names = List.of("Wang Fang", "Zhang Wei", "Li Na");
    for (int i = 0; i < 3; i++) {
      town.resolve(
          town.web, says("k" + i, born(names.get(i), "199" + i + "-01-01"), phone("13912345678")));
    }
    assertEquals(List.of("+8613912345678"), shared());
    JsonPath listed =
        town.steward.data(
            "{ sharedValues { edges { node { kind value by reason cases { displayName } } } } }");
    assertEquals("rule", listed.getString("sharedValues.edges[0].node.by"));
    assertEquals(3, listed.getList("sharedValues.edges[0].node.cases").size());
    assertTrue(
        listed.getString("sharedValues.edges[0].node.reason").endsWith("carry it"),
        listed.prettify());
    Map<String, Object> value =
        input(
            "identifier",
            Map.of("kind", "PHONE", "value", "139 1234 5678"),
            "reason",
            "the founder's, sold since");
    String unmark =
        "mutation($i: SharedValueInput!) { unmarkSharedValue(input: $i) { merged value { since } } }";
    JsonPath kept = town.steward.data(unmark, "i", value);
    assertEquals(0, kept.getInt("unmarkSharedValue.merged"), "they still differ");
    assertEquals(List.of(), shared());
    town.resolve(town.till, says("k9", born("Chen Jing", "1985-01-01"), phone("13912345678")));
    assertEquals(List.of(), shared(), "no rule takes it for shared again");
    town.steward.data(
        "mutation($i: SharedValueInput!) { markSharedValue(input: $i) { value { since by } } }",
        "i",
        value);
    assertEquals(List.of("+8613912345678"), shared());
    assertEquals("NOT_FOUND", markAgainFor("13900000001"));
  }

  private String markAgainFor(String phone) {
    return town.steward.error(
        "mutation($i: SharedValueInput!) { markSharedValue(input: $i) { value { since } } }",
        "i",
        input("identifier", Map.of("kind", "PHONE", "value", phone), "reason", "x"));
  }

  @Test
  void carriers_of_a_value_that_is_one_persons_after_all_become_one() {
    List<ProfileFact> facts = new ArrayList<>();
    for (String key : List.of("a", "b")) {
      facts.add(user(key, phone("13912345678")));
    }
    town.resolve(town.web, facts.get(0));
    town.steward.data(
        "mutation($i: SharedValueInput!) { markSharedValue(input: $i) { value { since } } }",
        "i",
        input(
            "identifier", Map.of("kind", "PHONE", "value", "13912345678"), "reason", "a shop's?"));
    town.resolve(town.till, facts.get(1));
    assertEquals(List.of("a", "b"), partition());
    JsonPath kept =
        town.steward.data(
            "mutation($i: SharedValueInput!) { unmarkSharedValue(input: $i) { merged } }",
            "i",
            input("identifier", Map.of("kind", "PHONE", "value", "13912345678"), "reason", "no"));
    assertEquals(1, kept.getInt("unmarkSharedValue.merged"));
    assertEquals(List.of("a,b"), partition());
  }
}
