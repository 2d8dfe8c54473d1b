package io.tributary.privacy.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.Identities;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Export, correction, restriction and objection, from HTTP to the table. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PrivacyRequestApiTest {
  private static final String OPEN =
      "mutation($i: OpenPrivacyRequestInput!) { openPrivacyRequest(input: $i) { request { id state details } } }";
  private static final String EXPORT =
      "query($r: ID!) { personalExport(request: $r) { json html } }";
  private static final String LIFT =
      "mutation($r: ID!) { liftProcessingLimit(input: {request: $r}) { request { state } } }";

  private final Api service = Api.as(Roles.SERVICE);
  @Inject Changes changes;
  @Inject Identities identities;
  @Inject Tx tx;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private String fulfilled(String customer, String kind) {
    String request =
        service
            .data(
                OPEN,
                "i",
                Map.of("customer", customer, "kind", kind, "idempotencyKey", Ids.next().toString()))
            .getString("openPrivacyRequest.request.id");
    return fulfil(request);
  }

  private String fulfil(String request) {
    service.data(
        "mutation($r: ID!) { verifyPrivacyRequest(input: {request: $r, how: \"shown an id card\"}) { request { state } } }",
        "r",
        request);
    service.data(
        "mutation($r: ID!) { fulfilPrivacyRequest(input: {request: $r}) { request { state } } }",
        "r",
        request);
    return request;
  }

  /** A customer of a fact with these attributes. */
  private String says(String key, Map<String, Object> attributes) {
    ProfileFact fact =
        new ProfileFact(
            ProfileKey.user(key),
            List.of(),
            List.of(),
            attributes,
            false,
            Instant.parse("2024-01-01T00:00:00Z"));
    Source web = Given.source("web");
    UUID customer =
        tx.write(c -> identities.resolve(c, web, List.of(fact)))
            .await()
            .indefinitely()
            .get(0)
            .customerId();
    changes.drain().await().indefinitely();
    return TypeId.CUSTOMER.encode(customer);
  }

  @Test
  void an_export_holds_everything_of_the_person_and_nothing_of_others() {
    String wei = says("wei", Map.of("name", "<b>Wei</b>", "city", "Wuhan"));
    String lee = says("lee", Map.of("name", "Lee Planted"));
    TestDatabase.run(
        "INSERT INTO rejected_message VALUES (gen_random_uuid(), '%s', NULL, 'no event', '{\"userId\": \"wei\"}', now())"
            .formatted(Given.source("web").uuid()));
    TestDatabase.run(
        """
        INSERT INTO customer_veto (customer_id, other_id, actor, reason, created_at)
        SELECT least(a, b), greatest(a, b), 'steward', 'Lee Planted is her brother', now()
        FROM (VALUES ('%s'::uuid, '%s'::uuid)) v(a, b)
        """
            .formatted(
                TypeId.CUSTOMER.decode(wei).orElseThrow(),
                TypeId.CUSTOMER.decode(lee).orElseThrow()));
    String lees = TypeId.CUSTOMER.decode(lee).orElseThrow().toString();
    TestDatabase.run(
        """
        INSERT INTO programme (programme_id, name, currency, timezone, created_at, version)
        VALUES ('00000000-0000-7000-8000-000000000009', 'Club', 'CNY', 'UTC', now(), 0);
        INSERT INTO referral (customer_id, referral_id, programme_id, code_hash, referrer_id, used_at, suspicions, state, changed)
        VALUES ('%s', gen_random_uuid(), '00000000-0000-7000-8000-000000000009', gen_random_uuid(), gen_random_uuid(), now(),
                '[{"kind": "SHARED_PHONE", "with": "%s"}]', 'HELD', false)
        """
            .formatted(TypeId.CUSTOMER.decode(wei).orElseThrow(), lees));
    service.data("query($c: ID!) { customer(id: $c) { displayName } }", "c", wei);
    String request = fulfilled(wei, "EXPORT");
    JsonPath answer = service.data(EXPORT, "r", request);
    JsonPath document = new JsonPath(answer.getString("personalExport.json"));
    assertEquals(List.of("wei"), document.getList("profile.key"));
    assertEquals(List.of("Wuhan", "<b>Wei</b>"), document.getList("profile_attribute.value"));
    assertEquals(List.of("EXPORT"), document.getList("privacy_request.kind"));
    assertEquals(List.of("no event"), document.getList("rejected_message.reason"));
    assertEquals(List.of("SHARED_PHONE"), document.getList("referral.suspicions.kind.flatten()"));
    assertFalse(answer.prettify().contains(lees), "and not who the other is");
    assertEquals(1, document.getList("customer_veto.created_at").size());
    assertTrue(
        document
            .getList("audit_record.operation")
            .containsAll(List.of("customer", "openPrivacyRequest")),
        "who looked and who changed: " + document.getList("audit_record.operation"));
    String html = answer.getString("personalExport.html");
    assertTrue(html.contains("&lt;b&gt;Wei&lt;/b&gt;"));
    assertFalse(html.contains("<b>"));
    assertFalse((answer.prettify()).contains("Lee Planted"));
    assertTrue(
        service
            .data("{ privacyRequests(state: DONE) { edges { node { proof } } } }")
            .getString("privacyRequests.edges[0].node.proof")
            .contains("\"profile_attribute\": 2"));
    Api own = Api.withToken(TestDatabase.token(Map.of("role", Roles.MEMBER, "customer", wei)));
    assertTrue(own.data(EXPORT, "r", request).getString("personalExport.json").contains("Wuhan"));
    Api other =
        Api.withToken(
            TestDatabase.token(
                Map.of("role", Roles.MEMBER, "customer", TypeId.CUSTOMER.encode(Ids.next()))));
    assertEquals("FORBIDDEN", other.error(EXPORT, "r", request));
    assertEquals("FORBIDDEN", Api.as(Roles.ANALYST).error(EXPORT, "r", request));
    String objection = fulfilled(wei, "OBJECTION");
    assertEquals("CONFLICT", service.error(EXPORT, "r", objection));
  }

  @Test
  void a_correction_stands_over_what_sources_say() {
    String wei = says("wei", Map.of("name", "Wei", "city", "Wuhan"));
    Map<String, Object> input =
        Map.of(
            "customer", wei,
            "kind", "CORRECTION",
            "attribute", "city",
            "value", "Suzhou",
            "idempotencyKey", "1");
    JsonPath opened = service.data(OPEN, "i", input);
    assertEquals(
        Map.of("attribute", "city", "value", "Suzhou"),
        new JsonPath(opened.getString("openPrivacyRequest.request.details")).getMap(""));
    assertEquals(
        opened.getString("openPrivacyRequest.request.id"),
        service.data(OPEN, "i", input).getString("openPrivacyRequest.request.id"));
    fulfil(opened.getString("openPrivacyRequest.request.id"));
    assertEquals(
        List.of("Suzhou"),
        service
            .data(
                "query($c: ID!) { customer(id: $c) { attributes { name value rule } } }", "c", wei)
            .getList("customer.attributes.findAll { it.rule == 'PIN' }.value"));
    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            Map.of(
                "customer", wei, "kind", "CORRECTION", "attribute", "city", "idempotencyKey", "2"),
            Map.of("customer", wei, "kind", "EXPORT", "value", "x", "idempotencyKey", "2"))) {
      assertEquals("INVALID_INPUT", service.error(OPEN, "i", bad));
    }
  }

  @Test
  void a_restriction_ends_comparing_and_permission_until_it_is_lifted() {
    Map<String, Object> person =
        Map.of("name", "Zhang Wei", "birth_date", "1990-01-02", "city", "Wuhan");
    String wei = says("wei", person);
    service.data(
        "mutation($c: ID!) { recordConsent(input: {customer: $c, purpose: \"marketing\", decision: GRANTED, idempotencyKey: \"1\"}) { customer { id } } }",
        "c",
        wei);
    String compared = "SELECT count(*) FROM linking_key";
    assertFalse(TestDatabase.rows(compared).contains("0"));
    String request = fulfilled(wei, "RESTRICTION");
    changes.drain().await().indefinitely();
    assertEquals(List.of("0"), TestDatabase.rows(compared));
    String limits =
        "query($c: ID!) { customer(id: $c) { processingLimits { kind since } consents { decision permits } } }";
    JsonPath now = service.data(limits, "c", wei);
    assertEquals(List.of("RESTRICTION"), now.getList("customer.processingLimits.kind"));
    assertEquals(List.of(false), now.getList("customer.consents.permits"));
    assertEquals(List.of("GRANTED"), now.getList("customer.consents.decision"));
    service.data(LIFT, "r", request);
    changes.drain().await().indefinitely();
    assertFalse(TestDatabase.rows(compared).contains("0"));
    assertEquals(
        List.of(true), service.data(limits, "c", wei).getList("customer.consents.permits"));
    assertEquals("CONFLICT", service.error(LIFT, "r", request));
  }

  @Test
  void an_objection_ends_churn_also_of_who_is_merged_with_them_and_an_unmerge_gives_it_back() {
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    for (Given.Person person : List.of(wei, lee)) {
      person.boughtAt("till", "88.00", "2025-01-01T10:00:00Z");
      person.boughtAt("till", "88.00", "2025-02-01T10:00:00Z");
    }
    Api admin = Api.as(Roles.ADMIN);
    admin.data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    admin.data("mutation { runJob(input: {name: \"refresh-churn\"}) { state error } }");
    String level = churn(wei, "level");
    assertNotNull(level);
    fulfilled(lee.id(), "OBJECTION");
    changes.drain().await().indefinitely();
    assertEquals("LIMITED", churn(lee, "absence"));
    String merge = Api.as(Roles.STEWARD).merge(wei.id(), lee.id());
    changes.drain().await().indefinitely();
    assertEquals("LIMITED", churn(wei, "absence"));
    assertNull(churn(wei, "level"));
    Api.as(Roles.STEWARD)
        .data(
            "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }",
            "m",
            merge);
    changes.drain().await().indefinitely();
    assertEquals(level, churn(wei, "level"));
    assertEquals("LIMITED", churn(lee, "absence"));
    assertEquals(
        "LIMITED",
        admin
            .data(
                "query($c: ID!) { customer(id: $c) { metrics { churn(asOf: \"2026-01-01T00:00:00Z\") { absence } } } }",
                "c",
                lee.id())
            .getString("customer.metrics.churn.absence"));
    admin.data("mutation { runJob(input: {name: \"refresh-churn\"}) { state } }");
    assertEquals("LIMITED", churn(lee, "absence"));
  }

  private String churn(Given.Person person, String field) {
    return Api.as(Roles.ADMIN)
        .data(
            "query($c: ID!) { customer(id: $c) { metrics { churn { level absence } } } }",
            "c",
            person.id())
        .getString("customer.metrics.churn." + field);
  }
}
