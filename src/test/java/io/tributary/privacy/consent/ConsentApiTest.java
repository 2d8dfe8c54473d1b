package io.tributary.privacy.consent;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consent from HTTP to the table. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ConsentApiTest {
  private static final String RECORD =
      "mutation($input: RecordConsentInput!) { recordConsent(input: $input) { customer { consents { purpose channel permits decision } } } }";
  private static final String WITHDRAW =
      "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { customer { consents { purpose channel permits decision } } } }";

  private final Api service = Api.as(Roles.SERVICE);

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private static Map<String, Object> decision(
      Given.Person person, String decision, Object... more) {
    Map<String, Object> input = new HashMap<>();
    input.put("customer", person.id());
    input.put("purpose", "marketing");
    input.put("channel", "EMAIL");
    input.put("decision", decision);
    input.put("idempotencyKey", Ids.next().toString());
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  private List<String> consents(String customer) {
    JsonPath answer =
        service.data(
            "query($id: ID!) { customer(id: $id) { consents { purpose channel decision } } }",
            "id",
            customer);
    List<String> found = new ArrayList<>();
    answer
        .<Map<String, Object>>getList("customer.consents")
        .forEach(
            one ->
                found.add(
                    one.get("purpose") + " " + one.get("channel") + " " + one.get("decision")));
    return found;
  }

  private static String merge(Given.Person survivor, Given.Person absorbed) {
    return Api.as(Roles.STEWARD).merge(survivor.id(), absorbed.id());
  }

  private static void unmerge(String merge) {
    Api.as(Roles.STEWARD)
        .data(
            "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
            "i",
            Map.of("merge", merge));
  }

  private static Given.Person known(String name) {
    Given.Person person = Given.customer(name);
    person.profileAt("web");
    return person;
  }

  @Test
  void a_decision_is_recorded_withdrawn_and_kept() {
    Given.Person wei = known("Wei");
    wei.profileAt("till");
    assertEquals(
        List.of(true),
        service
            .data(RECORD, "input", decision(wei, "GRANTED", "textVersion", "2026-1"))
            .getList("recordConsent.customer.consents.permits"));
    assertEquals(
        List.of("WITHDRAWN"),
        service
            .data(
                WITHDRAW,
                "input",
                Map.of(
                    "customer", wei.id(),
                    "purpose", "Marketing",
                    "channel", "EMAIL",
                    "idempotencyKey", "w"))
            .getList("withdrawConsent.customer.consents.decision"));
    String history =
        "query($id: ID!, $after: String) { customer(id: $id) { consentHistory(first: 1, after: $after) { edges { node { decision textVersion givenThrough recordedBy counts profiles } } pageInfo { hasNextPage endCursor } } } }";
    JsonPath first = service.data(history, "id", wei.id());
    assertEquals("WITHDRAWN", first.getString("customer.consentHistory.edges[0].node.decision"));
    assertEquals(
        2, first.getList("customer.consentHistory.edges[0].node.profiles").size(), "both profiles");
    JsonPath second =
        service.data(
            history,
            "id",
            wei.id(),
            "after",
            first.getString("customer.consentHistory.pageInfo.endCursor"));
    assertEquals("2026-1", second.getString("customer.consentHistory.edges[0].node.textVersion"));
    assertEquals(false, second.get("customer.consentHistory.pageInfo.hasNextPage"));
    assertThrows(
        IllegalStateException.class,
        () -> TestDatabase.run("UPDATE consent SET decision = 'GRANTED'"));
  }

  @Test
  void the_same_key_again_changes_nothing_and_with_another_decision_is_refused() {
    Given.Person wei = known("Wei");
    Map<String, Object> grant = decision(wei, "GRANTED");
    service.data(RECORD, "input", grant);
    service.data(RECORD, "input", grant);
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM consent"));
    grant.put("decision", "DENIED");
    assertEquals("IDEMPOTENCY_KEY_REUSED", service.error(RECORD, "input", grant));
  }

  @Test
  void bad_input_is_refused_with_the_field() {
    Given.Person wei = known("Wei");
    for (Map<String, Object> input :
        List.of(
            decision(wei, "GRANTED", "purpose", "  "),
            decision(wei, "GRANTED", "occurredAt", "2999-01-01T00:00:00Z"),
            decision(wei, "GRANTED", "guardian", "x".repeat(201)),
            decision(wei, "GRANTED", "idempotencyKey", ""))) {
      assertEquals("INVALID_INPUT", service.error(RECORD, "input", input));
    }
    assertEquals(
        "CONFLICT", service.error(RECORD, "input", decision(Given.customer("Nobody"), "GRANTED")));
    assertEquals(
        "NOT_FOUND",
        service.error(
            RECORD,
            "input",
            decision(wei, "GRANTED", "customer", TypeId.CUSTOMER.encode(Ids.next()))));
  }

  @Test
  void members_decide_for_themselves_and_for_nobody_else() {
    Given.Person wei = known("Wei");
    Given.Person lee = known("Lee");
    Api member =
        Api.withToken(TestDatabase.token(Map.of("role", Roles.MEMBER, "customer", wei.id())));
    Map<String, Object> own = decision(wei, "GRANTED");
    own.remove("customer");
    member.data(RECORD, "input", own);
    assertEquals(
        List.of("GRANTED"),
        member.data("{ me { consents { decision } } }").getList("me.consents.decision"));
    assertEquals("FORBIDDEN", member.error(RECORD, "input", decision(lee, "GRANTED")));
    assertEquals(
        "FORBIDDEN", Api.as(Roles.ANALYST).error(RECORD, "input", decision(wei, "GRANTED")));
  }

  @Test
  void a_minor_needs_a_guardian_also_when_the_birth_date_is_known_later() {
    Given.Person kid = known("Kid");
    service.data(RECORD, "input", decision(kid, "GRANTED"));
    TestDatabase.run(
        "INSERT INTO customer_attribute SELECT '%s', 'birth_date', to_jsonb((current_date - 4000)::text), NULL, NULL, now(), 'PIN'"
            .formatted(kid.uuid()));
    assertEquals(List.of(), consents(kid.id()), "what was granted is not effective");
    assertEquals("INVALID_INPUT", service.error(RECORD, "input", decision(kid, "GRANTED")));
    service.data(RECORD, "input", decision(kid, "GRANTED", "guardian", "Zhang Li, mother"));
    assertEquals(List.of("marketing EMAIL GRANTED"), consents(kid.id()));
    Api.as(Roles.ADMIN)
        .data(
            "mutation { setPrivacySettings(input: {guardianAge: 0}) { settings { guardianAge requestDays } } }");
    assertEquals(
        List.of(true, true),
        service
            .data(
                "query($id: ID!) { customer(id: $id) { consentHistory { edges { node { counts } } } } }",
                "id",
                kid.id())
            .getList("customer.consentHistory.edges.node.counts"));
  }

  /** In both orders, with and without dates. */
  @Test
  void case_35_a_refusal_on_either_side_holds_after_a_merge_and_an_unmerge_gives_each_back() {
    for (String refusal : List.of("DENIED", "WITHDRAWN")) {
      for (boolean dated : List.of(true, false)) {
        for (boolean absorbed : List.of(true, false)) {
          Given.Person yes = known("Yes");
          Given.Person no = known("No");
          Map<String, Object> refused = decision(no, refusal);
          refused.put(
              dated ? "occurredAt" : "dateUnknown", dated ? (Object) "2020-01-01T00:00:00Z" : true);
          service.data(RECORD, "input", refused);
          service.data(RECORD, "input", decision(yes, "GRANTED"));
          String merge = absorbed ? merge(yes, no) : merge(no, yes);
          String both = (absorbed ? yes : no).id();
          assertEquals(List.of("marketing EMAIL " + refusal), consents(both));
          unmerge(merge);
          assertEquals(List.of("marketing EMAIL GRANTED"), consents(yes.id()));
          assertEquals(List.of("marketing EMAIL " + refusal), consents(no.id()));
        }
      }
    }
  }

  @Test
  void what_was_granted_together_is_not_the_word_of_who_is_set_apart_and_a_refusal_is() {
    Given.Person wei = known("Wei");
    Given.Person lee = known("Lee");
    String merge = merge(wei, lee);
    service.data(RECORD, "input", decision(wei, "GRANTED"));
    service.data(RECORD, "input", decision(lee, "DENIED", "channel", "SMS"));
    unmerge(merge);
    assertEquals(List.of("marketing EMAIL GRANTED", "marketing SMS DENIED"), consents(wei.id()));
    assertEquals(List.of("marketing SMS DENIED"), consents(lee.id()));
  }

  @Test
  void sources_say_it_with_events_late_and_twice() {
    String source = "web-" + Ids.next();
    Given.source(source);
    String batch =
        """
        {"batch": [
          {"type": "track", "event": "Consent Withdrawn", "userId": "a", "messageId": "2", "timestamp": "2026-03-02T10:00:00Z", "properties": {"purpose": "Marketing", "channel": "sms"}},
          {"type": "track", "event": "Consent Granted", "userId": "a", "messageId": "1", "timestamp": "2026-03-01T10:00:00Z", "properties": {"purpose": "marketing", "channel": "sms", "text_version": "7"}},
          {"type": "track", "event": "Unsubscribed", "userId": "a", "messageId": "3", "timestamp": "2026-03-01T10:00:00Z"},
          {"type": "track", "event": "Segment Consent Preference Updated", "userId": "a", "messageId": "4", "timestamp": "2026-03-01T10:00:00Z",
           "context": {"consent": {"categoryPreferences": {"Advertising": true, "Functional data": false}}}}]}
        """;
    for (int i = 0; i < 2; i++) {
      given()
          .auth()
          .preemptive()
          .basic("key of " + source, "")
          .contentType("application/json")
          .body(batch)
          .post("/v1/batch")
          .then()
          .statusCode(200);
    }
    String customer =
        TypeId.CUSTOMER.encode(
            UUID.fromString(TestDatabase.rows("SELECT customer_id FROM profile").get(0)));
    assertEquals(
        List.of(
            "advertising ANY GRANTED",
            "functional_data ANY DENIED",
            "marketing EMAIL WITHDRAWN",
            "marketing SMS WITHDRAWN"),
        consents(customer));
    assertEquals(List.of("5"), TestDatabase.rows("SELECT count(*) FROM consent"));
  }
}
