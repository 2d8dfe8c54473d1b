package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Growth value, locks and tiers recognised elsewhere, from the facts to the membership. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierHistoriesTest {
  private static final Api ADMIN = Api.as("admin");

  private String programme;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    programme = Loyalty.programme("Club");
  }

  private static List<Map<String, Object>> ladder() {
    return List.of(
        Map.of("name", "Member", "minimumSpend", "0"),
        anyOf("Silver", "800", "300", "2"),
        anyOf("Gold", "2000", "600", "3"),
        Map.of("name", "Black", "byInvitation", true));
  }

  /** So much spend on so many days, or so much growth value. */
  private static Map<String, Object> anyOf(String name, String spend, String growth, String days) {
    return Map.of(
        "name",
        name,
        "anyOf",
        List.of(
            Map.of(
                "allOf",
                List.of(
                    Map.of("measure", "NET_SPEND", "minimum", spend),
                    Map.of("measure", "PURCHASE_DAYS", "minimum", days))),
            Map.of("allOf", List.of(Map.of("measure", "QUALIFYING_POINTS", "minimum", growth)))));
  }

  private void points(String mutation, Given.Person of, String currency, int points, String more) {
    String input =
        "input: {customer: \"%s\", programme: \"%s\", currency: \"%s\", points: %d, idempotencyKey: \"%s\"%s}"
            .formatted(of.id(), programme, currency, points, UUID.randomUUID(), more);
    ADMIN.data("mutation { " + mutation + "(" + input + ") { entry { id } } }");
  }

  @Test
  void growth_that_is_taken_back_takes_its_tier_back() {
    publish(policy(programme, "tiers", ladder()));
    Given.Person wei = Given.customer("Wei");
    wei.profileAt("till");
    points("earnPoints", wei, "GROWTH", 400, "");
    assertEquals("Silver", tier(wei));
    String adjust =
        "mutation { adjustPoints(input: {customer: \"%s\", programme: \"%s\", currency: \"GROWTH\", points: -150, reason: \"a mistake\", idempotencyKey: \"a\"}) { entry { id } } }";
    ADMIN.data(adjust.formatted(wei.id(), programme));
    assertEquals("Member", tier(wei));
  }

  @Test
  void staff_invite_to_a_tier_and_lifting_the_lock_leaves_what_was_earned() {
    publish(policy(programme, "tiers", ladder()));
    Given.Person wei = Given.customer("Wei");
    wei.profileAt("till");
    String set =
        """
        mutation($input: SetTierLockInput!) { setTierLock(input: $input) {
          lock { id kind tier since until reason actor } customer { membership { tier earnedTier validUntil reasons locks { id } } } } }
        """;
    Map<String, Object> input =
        Map.of(
            "customer",
            wei.id(),
            "programme",
            programme,
            "kind",
            "FLOOR",
            "tier",
            "Black",
            "reason",
            "invited",
            "idempotencyKey",
            "k1");
    var first = ADMIN.data(set, "input", input);
    assertEquals("Black", first.getString("setTierLock.customer.membership.tier"));
    assertEquals("Member", first.getString("setTierLock.customer.membership.earnedTier"));
    String lock = first.getString("setTierLock.lock.id");
    assertEquals(
        List.of("Black|LOCKED"),
        TestDatabase.rows("SELECT to_tier, reason FROM tier_change WHERE from_tier IS NOT NULL"));
    assertEquals(lock, ADMIN.data(set, "input", input).getString("setTierLock.lock.id"));
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM tier_lock"));
    Map<String, Object> other = new java.util.HashMap<>(input);
    other.put("tier", "Gold");
    assertEquals("IDEMPOTENCY_KEY_REUSED", ADMIN.error(set, "input", other));
    other.put("tier", "Nothing");
    assertEquals("INVALID_INPUT", ADMIN.error(set, "input", other));
    assertEquals("FORBIDDEN", Api.as("marketer").error(set, "input", input));
    assertEquals(
        "Black",
        ADMIN
            .data("query($id: ID!) { node(id: $id) { ... on TierLock { tier } } }", "id", lock)
            .getString("node.tier"));

    String lift =
        "mutation($id: ID!) { liftTierLock(input: {lock: $id, reason: \"moved away\"}) { lock { until } customer { membership { tier locks { id } } } } }";
    var lifted = ADMIN.data(lift, "id", lock);
    assertEquals("Member", lifted.getString("liftTierLock.customer.membership.tier"));
    assertEquals(List.of(), lifted.getList("liftTierLock.customer.membership.locks"));
    String until = lifted.getString("liftTierLock.lock.until");
    assertEquals(until, ADMIN.data(lift, "id", lock).getString("liftTierLock.lock.until"));
    assertEquals(
        List.of("Black|LOCKED", "Member|UNLOCKED"),
        TestDatabase.rows(
            "SELECT to_tier, reason FROM tier_change WHERE from_tier IS NOT NULL ORDER BY changed_at"));
  }

  @Test
  void gold_elsewhere_starts_as_silver_here() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "6000.00", Instant.now().minus(Duration.ofDays(20)).toString());
    String circle = Loyalty.programme("Circle");
    List<Map<String, Object>> tiers =
        List.of(
            Loyalty.tier("Guest", "0"),
            Loyalty.tier("Friend", "100000"),
            Loyalty.tier("Best", "200000"));
    var recognises = List.of(Map.of("programme", programme, "tier", "Gold", "as", "Friend"));
    publish(policy(circle, "tiers", tiers, "recognises", recognises));
    assertEquals(
        List.of("Friend|RECOGNISED", "Guest|ENROLLED"),
        TestDatabase.rows("SELECT to_tier, reason FROM tier_change ORDER BY 1"));
    Given.Person lan = Given.customer("Lan");
    lan.profileAt("till");
    assertEquals("Guest", tier(lan, circle), "who is not gold there is a guest here");
    // a version of the first programme without that tier: nobody new is recognised, who was stays
    publish(policy(programme, "tiers", List.of(Loyalty.tier("Member", "0"))));
    assertEquals("Friend", tier(wei, circle));
  }

  private String tier(Given.Person of) {
    return tier(of, programme);
  }

  private static String tier(Given.Person of, String programme) {
    return ADMIN
        .data(
            "query($id: ID!, $p: ID!) { customer(id: $id) { membership(programme: $p) { tier } } }",
            "id",
            of.id(),
            "p",
            programme)
        .getString("customer.membership.tier");
  }
}
