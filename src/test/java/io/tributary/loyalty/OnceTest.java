package io.tributary.loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of definitions with a key of the caller's: made once, answered as often as asked. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OnceTest {
  private static final Api ADMIN = Api.as("admin");
  private String programme;

  @BeforeEach
  void a_programme_with_tiers() {
    TestDatabase.clear();
    programme =
        ADMIN
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"Asia/Shanghai\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    ADMIN.data(
        "mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: \"Base\", minimumSpend: \"0\"}, {name: \"Gold\", minimumSpend: \"100\"}]}) { up } }",
        "p",
        programme);
  }

  /** An input with a key, and the rest of it. */
  private static Map<String, Object> input(Object... fields) {
    Map<String, Object> input = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      input.put((String) fields[i], fields[i + 1]);
    }
    return input;
  }

  private static Map<String, Object> with(Map<String, Object> input, String field, Object value) {
    Map<String, Object> changed = new HashMap<>(input);
    changed.put(field, value);
    return changed;
  }

  /**
   * Sends a change twice with one key: the same answer, and nothing more written; then another
   * request with the key.
   *
   * @param selection of the answer
   * @param other a field that makes it another request, and its value
   * @return what was answered
   */
  private static Map<String, Object> once(
      String mutation,
      String type,
      String selection,
      Map<String, Object> input,
      String other,
      Object value) {
    String document =
        "mutation($i: %s!) { %s(input: $i) { %s } }".formatted(type, mutation, selection);
    Map<String, Object> keyed = with(input, "idempotencyKey", "k");
    Map<String, Object> first = ADMIN.data(document, "i", keyed).getMap(mutation);
    List<String> written = written();
    assertEquals(first, ADMIN.data(document, "i", keyed).getMap(mutation), mutation);
    assertEquals(written, written(), mutation);
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED",
        ADMIN.error(document, "i", with(keyed, other, value)),
        mutation + " with another request");
    return first;
  }

  /** How many definitions there are, and in which version. */
  private static List<String> written() {
    return TestDatabase.rows(
        """
        SELECT 'programme', count(*), sum(version) FROM programme
        UNION ALL SELECT 'currency', count(*), sum(version) FROM points_currency
        UNION ALL SELECT 'tiers', count(*), NULL FROM tier_policy
        UNION ALL SELECT 'earning', count(*), NULL FROM earning_policy
        UNION ALL SELECT 'bonus', count(*), NULL FROM event_bonus_version
        UNION ALL SELECT 'referral', count(*), NULL FROM referral_policy
        UNION ALL SELECT 'mission', count(*), NULL FROM mission_version
        UNION ALL SELECT 'reward', count(*), sum(version) FROM reward
        UNION ALL SELECT 'coupon', count(*), sum(version) FROM coupon
        UNION ALL SELECT 'code', count(*), NULL FROM coupon_code
        """);
  }

  private static String id(Map<String, Object> answer, String field) {
    return (String) ((Map<?, ?>) answer.get(field)).get("id");
  }

  @Test
  void each_definition_is_changed_once_for_its_key() {
    once(
        "createProgramme",
        "CreateProgrammeInput",
        "programme { id name }",
        input("name", "Circle", "currency", "CNY", "timezone", "Asia/Shanghai"),
        "name",
        "Other");
    once(
        "setPointsCurrency",
        "SetPointsCurrencyInput",
        "currency { id code validity grace }",
        input("programme", programme, "code", "POINTS", "validity", "P6M"),
        "validity",
        "P7M");
    once(
        "publishTierPolicy",
        "TierPolicyInput",
        "policy { id number publishedAt window period tiers { name } } up down unchanged enrolled digest",
        input(
            "programme",
            programme,
            "tiers",
            List.of(
                Map.of("name", "Base", "minimumSpend", "0"),
                Map.of("name", "Gold", "minimumSpend", "200"))),
        "grace",
        "P3D");
    once(
        "publishEarningPolicy",
        "EarningPolicyInput",
        "policy { id number pointsPerUnit publishedAt rules }",
        input(
            "programme",
            programme,
            "pointsPerUnit",
            "1.50",
            "rules",
            List.of(Map.of("name", "night", "multiplier", "1.20", "fromTime", "20:00"))),
        "pointsPerUnit",
        "2");
    once(
        "setEventBonus",
        "SetEventBonusInput",
        "bonus { id points since }",
        input("programme", programme, "name", "review", "occasion", "REVIEW", "points", 5),
        "points",
        6);
    once(
        "setPointsPayment",
        "SetPointsPaymentInput",
        "rule { points worth { amount currency } }",
        input("programme", programme, "points", 100, "worth", "1.00"),
        "worth",
        "2.00");
    once(
        "setTierBenefit",
        "SetTierBenefitInput",
        "benefit { id name tiers { tier perYear } }",
        input(
            "programme",
            programme,
            "name",
            "Cake",
            "kind",
            "GIFT",
            "tiers",
            List.of(Map.of("tier", "Gold", "perYear", 1))),
        "name",
        "Pie");
    once(
        "publishReferralPolicy",
        "ReferralPolicyInput",
        "policy { id number publishedAt minimumSpend { amount } referrer { points } withinDays per }",
        input(
            "programme",
            programme,
            "qualifiesBy",
            "FIRST_ORDER",
            "minimumSpend",
            "20.00",
            "withinDays",
            30,
            "referrer",
            Map.of("points", 50)),
        "withinDays",
        31);
    once(
        "publishMission",
        "MissionInput",
        "mission { id number since steps { name kind amount { amount } } reward { points } }",
        input(
            "programme",
            programme,
            "name",
            "Spring",
            "points",
            10,
            "since",
            "2026-03-01T00:00:00Z",
            "steps",
            List.of(Map.of("name", "buy", "kind", "SPEND", "amount", "30.00"))),
        "points",
        11);
  }

  @Test
  void rewards_and_coupons_are_changed_once_for_each_key() {
    String reward =
        id(
            once(
                "createReward",
                "CreateRewardInput",
                "reward { id name price state }",
                input("programme", programme, "terms", Map.of("name", "Mug", "price", 3)),
                "terms",
                Map.of("name", "Mug", "price", 4)),
            "reward");
    once(
        "updateReward",
        "UpdateRewardInput",
        "reward { id name price }",
        input("reward", reward, "terms", Map.of("name", "Cup", "price", 5)),
        "terms",
        Map.of("name", "Cup", "price", 6));
    once(
        "publishReward",
        "PublishRewardInput",
        "reward { id state }",
        input("reward", reward),
        "retire",
        true);
    String coupon =
        id(
            once(
                "createCoupon",
                "CreateCouponInput",
                "coupon { id name beginsAt amount { amount } }",
                input("programme", programme, "name", "Ten", "kind", "AMOUNT", "amount", "10.00"),
                "amount",
                "11.00"),
            "coupon");
    once(
        "shareCouponCode",
        "ShareCouponCodeInput",
        "code { code shared }",
        input("coupon", coupon, "code", "TEN-10"),
        "code",
        "TEN-11");
    once("stopCoupon", "StopCouponInput", "coupon { id }", input("coupon", coupon), "resume", true);
  }

  @Test
  void what_is_done_to_a_member_is_done_once_and_not_kept() {
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "200.00", "2026-03-01T10:00:00Z");
    String lock =
        ADMIN
            .data(
                "mutation($i: SetTierLockInput!) { setTierLock(input: $i) { lock { id } } }",
                "i",
                input(
                    "programme",
                    programme,
                    "customer",
                    wei.id(),
                    "tier",
                    "Gold",
                    "kind",
                    "FLOOR",
                    "reason",
                    "guest",
                    "idempotencyKey",
                    "l"))
            .getString("setTierLock.lock.id");
    once(
        "liftTierLock",
        "LiftTierLockInput",
        "lock { id until reason }",
        input("lock", lock, "reason", "gone"),
        "reason",
        "other");
    assertEquals(List.of("{}"), TestDatabase.rows("SELECT answer FROM answered_request"));
  }

  @Test
  void the_same_request_many_times_at_once_is_one_change_and_equal_answers() {
    List<String> answers =
        ADMIN.atOnce(
            30,
            i ->
                """
                mutation { publishEarningPolicy(input: {programme: "%s", pointsPerUnit: "1", idempotencyKey: "v1"}) {
                  policy { id number publishedAt } } }
                """
                    .formatted(programme));
    assertEquals(1, new HashSet<>(answers).size(), answers::toString);
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM earning_policy"));
  }

  @Test
  void a_change_that_fails_gives_its_key_back_and_without_a_key_each_request_is_one_of_its_own() {
    Map<String, Object> bad =
        input("programme", programme, "pointsPerUnit", "-1", "idempotencyKey", "k");
    String publish =
        "mutation($i: EarningPolicyInput!) { publishEarningPolicy(input: $i) { policy { number } } }";
    assertEquals("INVALID_INPUT", ADMIN.error(publish, "i", bad));
    Map<String, Object> good = with(bad, "pointsPerUnit", "1");
    assertEquals(1, ADMIN.data(publish, "i", good).getInt("publishEarningPolicy.policy.number"));
    assertEquals("INVALID_INPUT", ADMIN.error(publish, "i", with(good, "idempotencyKey", " ")));
    Map<String, Object> none = with(good, "idempotencyKey", null);
    assertNotEquals(
        ADMIN.data(publish, "i", none).getInt("publishEarningPolicy.policy.number"),
        ADMIN.data(publish, "i", none).getInt("publishEarningPolicy.policy.number"));
  }
}
