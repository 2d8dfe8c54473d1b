package io.tributary.graphql.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Somebody else's id in the place of one's own. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class IdSwappingTest {
  private static final String STATE =
      """
      SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM source), (SELECT count(*) FROM customer_merge),
             (SELECT count(*) FROM job_run), (SELECT count(*) FROM points_entry), (SELECT count(*) FROM consent),
             (SELECT count(*) FROM privacy_request)
      """;

  @Inject AccessMatrix matrix;

  @Test
  void no_mutation_of_members_acts_for_somebody_else() {
    TestDatabase.clear();
    String own = Given.customer("Lin").id();
    String other = Given.customer("Wang").id();
    Api service = Api.as("service");
    Api.as("admin")
        .data(
            "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"Asia/Shanghai\"}) { programme { id } } }");
    service.data(
        "mutation($id: ID!) { earnPoints(input: {customer: $id, points: 100, idempotencyKey: \"e\"}) { entry { id } } }",
        "id",
        other);
    String request =
        service
            .data(
                "mutation($id: ID!) { openPrivacyRequest(input: {customer: $id, kind: EXPORT, idempotencyKey: \"p\"}) { request { id } } }",
                "id",
                other)
            .getString("openPrivacyRequest.request.id");
    Map<String, String> swapped = new TreeMap<>();
    swapped.put("cancelPrivacyRequest", "request: \"" + request + "\"");
    swapped.put("liftProcessingLimit", "request: \"" + request + "\"");
    swapped.put("openPrivacyRequest", "customer: \"%s\", kind: EXPORT, idempotencyKey: \"k1\"");
    swapped.put("leavePointsPool", "customer: \"%s\", pool: \"ppl_1\", idempotencyKey: \"k2\"");
    swapped.put(
        "recordConsent",
        "customer: \"%s\", purpose: \"news\", decision: GRANTED, idempotencyKey: \"k3\"");
    swapped.put("withdrawConsent", "customer: \"%s\", purpose: \"news\", idempotencyKey: \"k4\"");
    swapped.put("redeemPoints", "customer: \"%s\", points: 1, idempotencyKey: \"k5\"");
    swapped.put("reservePoints", "customer: \"%s\", points: 1, idempotencyKey: \"k6\"");
    swapped.put("redeemReward", "customer: \"%s\", reward: \"rwd_1\", idempotencyKey: \"k7\"");
    swapped.put("useReferralCode", "customer: \"%s\", code: \"X\", idempotencyKey: \"k9\"");
    swapped.put(
        "transferPoints", "from: \"%s\", to: \"" + own + "\", points: 1, idempotencyKey: \"k8\"");
    assertEquals(
        matrix.rows().entrySet().stream()
            .filter(row -> row.getKey().startsWith("Mutation."))
            .filter(row -> row.getValue().roles().contains("member"))
            .map(row -> row.getKey().substring("Mutation.".length()))
            .collect(Collectors.toSet()),
        swapped.keySet(),
        "each mutation that members may use is tried");
    List<String> before = TestDatabase.rows(STATE);
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", own)));
    swapped.forEach(
        (mutation, input) -> {
          String document =
              "mutation { "
                  + mutation
                  + "(input: {"
                  + input.formatted(other)
                  + "}) { __typename } }";
          assertTrue(List.of("FORBIDDEN", "NOT_FOUND").contains(member.error(document)), document);
        });
    assertEquals(
        "FORBIDDEN", member.error("{ personalExport(request: \"" + request + "\") { json } }"));
    assertEquals(
        "FORBIDDEN",
        member.error("{ redemptionPreview(customer: \"" + other + "\", points: 1) { missing } }"));
    assertEquals(before, TestDatabase.rows(STATE));
  }
}
