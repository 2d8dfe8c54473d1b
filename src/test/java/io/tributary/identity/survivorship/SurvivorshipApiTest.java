package io.tributary.identity.survivorship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.identity.SourceKind;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SurvivorshipApiTest {
  private static final Instant AT = Instant.parse("2024-05-01T10:00:00Z");
  private static final String PUBLISH =
      """
      mutation($input: SurvivorshipPolicyInput!) {
        publishSurvivorshipPolicy(input: $input) { policy { version otherwise } recalculation { id job } customersChanged }
      }
      """;
  private static final String PIN =
      """
      mutation($input: PinAttributeInput!) {
        pinAttribute(input: $input) { pin { id name value reason profileId liftedAt } customer { displayName } }
      }
      """;
  private static final String LIFT =
      "mutation($input: LiftAttributePinInput!) { liftAttributePin(input: $input) { pin { liftedAt liftedBy } customer { displayName } } }";

  @Inject Tx tx;
  @Inject Identities identities;
  private final Api admin = Api.as("admin");
  private Source web;
  private Source till;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Given.source("web", SourceKind.ONLINE, 40);
    till = Given.source("till", SourceKind.OFFLINE, 60);
  }

  private Uni<List<Known>> saying(
      Source source, String key, String phone, int second, Map<String, Object> attributes) {
    ProfileFact fact =
        new ProfileFact(
            ProfileKey.user(key),
            List.of(),
            phone == null
                ? List.of()
                : List.of(new GivenIdentifier(IdentifierKind.PHONE, null, phone, true)),
            attributes,
            false,
            AT.plusSeconds(second));
    return tx.write(connection -> identities.resolve(connection, source, List.of(fact)));
  }

  private Known says(
      Source source, String key, String phone, int second, Map<String, Object> attributes) {
    return saying(source, key, phone, second, attributes).await().indefinitely().get(0);
  }

  private static String id(Known known) {
    return TypeId.CUSTOMER.encode(known.customerId());
  }

  private Map<String, String> attributes(String customer) {
    JsonPath answer =
        admin.data(
            "query($id: ID!) { customer(id: $id) { attributes { name value rule } } }",
            "id",
            customer);
    Map<String, String> found = new HashMap<>();
    for (Map<String, String> one : answer.<Map<String, String>>getList("customer.attributes")) {
      found.merge(
          one.get("name"), one.get("value") + " by " + one.get("rule"), (a, b) -> a + ", " + b);
    }
    return found;
  }

  private JsonPath publish(boolean dryRun, String otherwise, Object... attributes) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (int i = 0; i < attributes.length; i += 2) {
      rules.add(Map.of("attribute", attributes[i], "rules", attributes[i + 1]));
    }
    return admin.data(
        PUBLISH,
        "input",
        Map.of("otherwise", List.of(otherwise), "attributes", rules, "dryRun", dryRun));
  }

  private void await(String run) {
    JsonPath answer;
    do {
      answer =
          admin.data(
              "query($id: ID!) { node(id: $id) { ... on JobRun { state done total error } } }",
              "id",
              run);
    } while (List.of("QUEUED", "RUNNING").contains(answer.getString("node.state")));
    assertEquals("COMPLETED", answer.getString("node.state"), answer.prettify());
    assertEquals(answer.getInt("node.total"), answer.getInt("node.done"));
  }

  @Test
  void a_published_rule_is_applied_to_everybody_by_a_job_and_to_new_facts_at_once() {
    Known wei =
        says(web, "w1", "13912345678", 9, Map.of("city", "Wuhan", "tags", List.of("a"), "age", 4));
    says(
        till, "t1", "13912345678", 1, Map.of("city", "Wuhan District", "tags", "b", "age", "four"));
    Known other = says(web, "w2", null, 0, Map.of("city", "Xi'an"));
    assertEquals(
        Map.of(
            "city",
            "Wuhan District by TRUST_RANK",
            "tags",
            "b by TRUST_RANK",
            "age",
            "four by TRUST_RANK"),
        attributes(id(wei)));
    JsonPath dry = publish(true, "LATEST", "tags", List.of("KEEP_ALL"));
    assertEquals(1, dry.getInt("publishSurvivorshipPolicy.customersChanged"));
    assertEquals(0, dry.getInt("publishSurvivorshipPolicy.policy.version"));
    assertEquals("Wuhan District by TRUST_RANK", attributes(id(wei)).get("city"));
    JsonPath published = publish(false, "LATEST", "tags", List.of("KEEP_ALL"));
    await(published.getString("publishSurvivorshipPolicy.recalculation.id"));
    assertEquals(
        Map.of(
            "city",
            "Wuhan by LATEST",
            "tags",
            "[\"a\"] by KEEP_ALL, b by KEEP_ALL",
            "age",
            "4 by LATEST"),
        attributes(id(wei)));
    assertEquals(Map.of("city", "Xi'an by ONLY_VALUE"), attributes(id(other)));
    assertEquals(
        List.of(wei.customerId().toString()),
        TestDatabase.rows(
            "SELECT DISTINCT customer_id FROM customer_change WHERE change_id > (SELECT run_id FROM job_run)"),
        "only who changed is recomputed");
    says(till, "t1", null, 20, Map.of("city", "Chengdu"));
    assertEquals("Chengdu by LATEST", attributes(id(wei)).get("city"));
    assertNull(
        publish(false, "LATEST", "tags", List.of("KEEP_ALL"))
            .get("publishSurvivorshipPolicy.recalculation"),
        "the same policy is not published again");
    assertEquals(
        List.of(1),
        admin
            .data(
                "{ survivorshipPolicies { edges { node { version attributes { attribute rules } } } } }")
            .getList("survivorshipPolicies.edges.node.version"));
  }

  @Test
  void a_checked_attribute_goes_before_a_trusted_one() {
    Known wei =
        says(
            web,
            "w1",
            "13912345678",
            0,
            Map.of("birth_date", "1990-01-02", "birth_date_verified", true));
    says(till, "t1", "13912345678", 5, Map.of("birth_date", "1990-02-01"));
    assertEquals(Map.of("birth_date", "1990-01-02 by VERIFIED"), attributes(id(wei)));
  }

  @Test
  void facts_of_two_profiles_of_one_customer_at_one_instant_do_not_lose_each_others_values() {
    Known wei = says(web, "w1", "13912345678", 0, Map.of());
    says(till, "t1", "13912345678", 0, Map.of());
    for (int round = 1; round <= 8; round++) {
      Uni.join()
          .all(
              saying(web, "w1", null, round, Map.of("web_round", round)),
              saying(till, "t1", null, round, Map.of("till_round", round)))
          .andFailFast()
          .await()
          .indefinitely();
      assertEquals(
          Map.of("web_round", round + " by ONLY_VALUE", "till_round", round + " by ONLY_VALUE"),
          attributes(id(wei)));
    }
  }

  @Test
  void a_typed_pin_holds_over_rules_merges_and_unmerges_until_it_is_lifted() {
    Known wei = says(web, "w1", "13912345678", 0, Map.of("name", "Wie"));
    Known na = says(till, "t1", "13911111111", 5, Map.of("name", "Li Na"));
    JsonPath pinned =
        admin.data(
            PIN,
            "input",
            Map.of("customer", id(wei), "name", "name", "value", "Wei", "reason", "passport seen"));
    assertEquals("Wei", pinned.getString("pinAttribute.customer.displayName"));
    assertEquals(Map.of("name", "Wei by PIN"), attributes(id(wei)));
    assertNull(
        admin
            .data(
                "query($id: ID!) { customer(id: $id) { attributes { profileId source { name } } } }",
                "id",
                id(wei))
            .get("customer.attributes[0].source"));
    String merge = merge(na, wei);
    assertEquals(Map.of("name", "Wei by PIN"), attributes(id(na)), "the absorbed one's pin holds");
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }", "m", merge);
    assertEquals(Map.of("name", "Li Na by ONLY_VALUE"), attributes(id(na)));
    assertEquals(Map.of("name", "Wei by PIN"), attributes(id(wei)));
    String pin = pinned.getString("pinAttribute.pin.id");
    JsonPath lifted = admin.data(LIFT, "input", Map.of("pin", pin));
    assertEquals("Wie", lifted.getString("liftAttributePin.customer.displayName"));
    assertEquals("CONFLICT", admin.error(LIFT, "input", Map.of("pin", pin)));
  }

  private String merge(Known survivor, Known absorbed) {
    return admin.merge(id(survivor), id(absorbed));
  }

  @Test
  void a_pin_on_a_profiles_value_goes_where_the_profile_goes() {
    Known wei = says(web, "w1", "13912345678", 0, Map.of("name", "Wie"));
    Known na = says(till, "t1", "13911111111", 5, Map.of("name", "Li Na"));
    String merge = merge(na, wei);
    admin.data(
        PIN,
        "input",
        Map.of(
            "customer",
            id(na),
            "name",
            "name",
            "profile",
            TypeId.PROFILE.encode(wei.profileId()),
            "reason",
            "as on the card"));
    assertEquals(Map.of("name", "Wie by PIN"), attributes(id(na)));
    says(web, "w1", null, 50, Map.of("name", "W."));
    assertEquals(Map.of("name", "Wie by PIN"), attributes(id(na)), "the value is kept");
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }", "m", merge);
    assertEquals(Map.of("name", "Li Na by ONLY_VALUE"), attributes(id(na)));
    assertEquals(Map.of("name", "Wie by PIN"), attributes(id(wei)));
  }

  @Test
  void pins_and_values_are_listed_in_pages_also_under_aliases() {
    Known wei = says(web, "w1", "13912345678", 0, Map.of("name", "Wie", "city", "Wuhan"));
    says(till, "t1", "13912345678", 5, Map.of("name", "Wei"));
    for (String value : List.of("A", "B", "C")) {
      admin.data(
          PIN,
          "input",
          Map.of("customer", id(wei), "name", "name", "value", value, "reason", "for the test"));
    }
    JsonPath found =
        admin.data(
            """
            query($id: ID!) { customer(id: $id) {
              one: attributePins(first: 1) { edges { node { value liftedAt } } pageInfo { endCursor hasNextPage } }
              all: attributePins { edges { node { value } } }
              names: attributeValues(name: "name") { edges { node { value trustRank } } }
              some: attributeValues(first: 2) { edges { node { name } } pageInfo { endCursor } } } }
            """,
            "id",
            id(wei));
    assertEquals(List.of("C"), found.getList("customer.one.edges.node.value"));
    assertTrue(found.getBoolean("customer.one.pageInfo.hasNextPage"));
    assertEquals(List.of("C", "B", "A"), found.getList("customer.all.edges.node.value"));
    assertEquals(2, found.getList("customer.names.edges").size());
    assertEquals(List.of("city", "name"), found.getList("customer.some.edges.node.name"));
    JsonPath rest =
        admin.data(
            """
            query($id: ID!, $p: String, $v: String) { customer(id: $id) {
              pins: attributePins(after: $p) { edges { node { value } } }
              values: attributeValues(after: $v) { edges { node { name } } } } }
            """,
            "id",
            id(wei),
            "p",
            found.getString("customer.one.pageInfo.endCursor"),
            "v",
            found.getString("customer.some.pageInfo.endCursor"));
    assertEquals(List.of("B", "A"), rest.getList("customer.pins.edges.node.value"));
    assertEquals(List.of("name"), rest.getList("customer.values.edges.node.name"));
  }

  @Test
  void what_is_not_acceptable_is_refused_with_its_reason() {
    Known wei = says(web, "w1", "13912345678", 0, Map.of("name", "Wie"));
    Known na = says(web, "w2", "13911111111", 0, Map.of("name", "Na"));
    assertEquals("INVALID_INPUT", admin.error(PUBLISH, "input", Map.of("otherwise", List.of())));
    assertEquals(
        "INVALID_INPUT",
        admin.error(PUBLISH, "input", Map.of("otherwise", List.of("LATEST", "KEEP_ALL"))));
    assertEquals(
        "FORBIDDEN",
        Api.as("steward").error(PUBLISH, "input", Map.of("otherwise", List.of("LATEST"))));
    assertEquals(
        "FORBIDDEN",
        Api.as("service")
            .error(
                PIN,
                "input",
                Map.of("customer", id(wei), "name", "name", "value", "W", "reason", "r")));
    assertEquals(
        "INVALID_INPUT",
        admin.error(PIN, "input", Map.of("customer", id(wei), "name", "name", "reason", "r")));
    assertEquals(
        "NOT_FOUND",
        admin.error(
            PIN,
            "input",
            Map.of(
                "customer",
                id(wei),
                "name",
                "name",
                "profile",
                TypeId.PROFILE.encode(na.profileId()),
                "reason",
                "somebody else's")));
    assertEquals(
        "NOT_FOUND",
        admin.error(
            PIN,
            "input",
            Map.of(
                "customer", TypeId.CUSTOMER.encode(new UUID(1, 1)),
                "name", "name",
                "value", "W",
                "reason", "nobody")));
  }
}
