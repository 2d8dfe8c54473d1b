package io.tributary.graphql.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.Identities;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MaskingTest {
  private static final String PERSON =
      """
      id displayName shown: displayName identifiers { kind value } attributes { name text: value }
      """;

  @Inject Tx tx;
  @Inject Identities identities;
  private String customer;

  @BeforeEach
  void wei() {
    TestDatabase.clear();
    ProfileFact fact =
        new ProfileFact(
            ProfileKey.user("wei"),
            List.of(),
            List.of(
                new GivenIdentifier(IdentifierKind.PHONE, null, "13800138000", true),
                new GivenIdentifier(IdentifierKind.EMAIL, null, "wei@mail.example", true)),
            Map.of("name", "张小明", "address", "1 Bund"),
            false,
            Instant.parse("2024-05-01T10:00:00Z"));
    Source till = Given.source("till");
    customer =
        TypeId.CUSTOMER.encode(
            tx.write(c -> identities.resolve(c, till, List.of(fact)))
                .await()
                .indefinitely()
                .get(0)
                .customerId());
  }

  private void assertShown(JsonPath answer, String path, boolean isMasked) {
    String person = answer.getMap(path).toString();
    assertEquals(isMasked, !person.contains("张小明"), person);
    assertEquals(isMasked, !person.contains("13800138000"), person);
    assertEquals(isMasked, !person.contains("wei@mail.example"), person);
    assertEquals(isMasked, !person.contains("1 Bund"), person);
    assertEquals(isMasked, person.contains("+86138****8000"), person);
    assertEquals(isMasked, person.contains("w***@mail.example"), person);
    assertEquals(isMasked, person.contains("shown=张**"), person);
    assertTrue(person.contains("kind=PHONE") && person.contains("id=" + customer), person);
  }

  @Test
  void analysts_and_tills_see_personal_values_masked_and_others_as_they_are() {
    String one = "query($id: ID!) { customer(id: $id) { %s } }".formatted(PERSON);
    String many =
        "{ customers(first: 5) { edges { node { ...P } } } } fragment P on Customer { %s }";
    for (String role : List.of("admin", "steward", "service", "marketer", "analyst", "till")) {
      boolean isMasked = role.equals("analyst") || role.equals("till");
      Api api = Api.as(role);
      assertShown(api.data(one, "id", customer), "customer", isMasked);
      if (!role.equals("till")) {
        assertShown(api.data(many.formatted(PERSON)), "customers.edges[0].node", isMasked);
      }
    }
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", customer)));
    assertShown(member.data("{ me { %s } }".formatted(PERSON)), "me", false);
  }

  @Test
  void what_a_mutation_answers_is_masked_too() {
    String document =
        """
        mutation($id: ID!) {
          recordConsent(input: {customer: $id, idempotencyKey: "k", purpose: "newsletter", channel: EMAIL, decision: GRANTED, textVersion: "1"}) {
            customer { %s } }
        }
        """
            .formatted(PERSON);
    assertShown(Api.as("till").data(document, "id", customer), "recordConsent.customer", true);
    assertShown(Api.as("service").data(document, "id", customer), "recordConsent.customer", false);
  }

  @Test
  void analysts_cannot_find_out_whose_the_figures_are_by_looking_people_up() {
    Api analyst = Api.as("analyst");
    for (String lookUp :
        List.of(
            "{ customer(identifier: {kind: PHONE, value: \"+8613800138000\"}) { id } }",
            "{ customers(filter: {identifier: {kind: PHONE, value: \"+8613800138000\"}}) { totalCount } }",
            "{ customers(filter: {search: \"张小\"}) { totalCount } }")) {
      assertEquals("FORBIDDEN", analyst.error(lookUp), lookUp);
      Api.as("service").data(lookUp);
    }
    Api till = Api.as("till");
    assertFalse(
        till.data("{ customer(identifier: {kind: EMAIL, value: \"wei@mail.example\"}) { id } }")
            .getMap("customer")
            .isEmpty(),
        "whoever stands at the till is found by what they say");
  }

  @Test
  void a_role_shows_only_what_it_reaches_by_itself() {
    String other = "query($id: ID!) { customer(id: $id) { %s } }".formatted(PERSON);
    String own = "{ me { %s } }".formatted(PERSON);
    String elsewhere = TypeId.CUSTOMER.encode(UUID.randomUUID());
    for (String staff : List.of("analyst", "till")) {
      Api somebodys = withClaims(staff + " member", elsewhere);
      assertShown(somebodys.data(other, "id", customer), "customer", true);
      Api theirs = withClaims("member " + staff, customer);
      assertShown(theirs.data(other, "id", customer), "customer", true);
      assertShown(theirs.data(own), "me", false);
      assertShown(Api.as(staff + " service").data(other, "id", customer), "customer", false);
    }
    Api both = withClaims("analyst member", elsewhere);
    assertEquals(
        "FORBIDDEN",
        both.error(
            "query($id: ID!) { customer(id: $id) { privacyRequests { edges { node { id } } } } }",
            "id",
            customer),
        "what a member reaches of themselves is not open on others");
  }

  @Test
  void roles_that_are_not_ours_open_and_hide_nothing() {
    String foreign = " offline_access default-roles-shop uma_authorization";
    String one = "query($id: ID!) { customer(id: $id) { %s } }".formatted(PERSON);
    assertShown(Api.as("analyst" + foreign).data(one, "id", customer), "customer", true);
    assertShown(Api.as("service" + foreign).data(one, "id", customer), "customer", false);
    String lookUp = "{ customer(identifier: {kind: PHONE, value: \"+8613800138000\"}) { id } }";
    assertEquals("FORBIDDEN", Api.as("analyst" + foreign).error(lookUp));
    assertEquals("FORBIDDEN", withClaims("analyst member" + foreign, customer).error(lookUp));
    assertEquals(
        "FORBIDDEN",
        Api.as("analyst till").error("{ customers(filter: {search: \"张小\"}) { totalCount } }"),
        "a till looks up one by one");
    assertEquals("FORBIDDEN", Api.as("offline_access").error(lookUp));
    try (Socket socket = Socket.subscribe(TestDatabase.token("analyst" + foreign), lookUp)) {
      assertEquals("FORBIDDEN", socket.next("next").getString("payload.errors[0].extensions.code"));
    }
  }

  private static Api withClaims(String roles, String customer) {
    return Api.withToken(TestDatabase.token(Map.of("role", roles, "customer", customer)));
  }
}
