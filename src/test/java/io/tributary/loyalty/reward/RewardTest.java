package io.tributary.loyalty.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RewardTest {
  private static final String CREATE =
      "mutation($input: CreateRewardInput!) { createReward(input: $input) { reward { id name state left tiers currency { code } } } }";
  private static final String UPDATE =
      "mutation($input: UpdateRewardInput!) { updateReward(input: $input) { reward { id price left } } }";
  private static final String PUBLISH =
      "mutation($input: PublishRewardInput!) { publishReward(input: $input) { reward { state } } }";
  private static final String REDEEM =
      """
      mutation($input: RedeemRewardInput!) { redeemReward(input: $input) {
        claim { id price cancelledAt reward { name left } } points { available } } }
      """;
  private static final String CANCEL =
      "mutation($input: CancelRewardClaimInput!) { cancelRewardClaim(input: $input) { claim { id cancelledAt } points { available } } }";

  private final Api admin = Api.as("admin");
  private String programme;
  private Given.Person wei;

  @BeforeEach
  void a_programme_and_a_member_with_points() {
    TestDatabase.clear();
    programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    wei = member("Zhang Wei", 1000);
  }

  private Given.Person member(String name, long points) {
    Given.Person person = Given.customer(name);
    admin.data(
        "mutation($c: ID!, $n: BigInteger!) { earnPoints(input: {customer: $c, points: $n, idempotencyKey: \"e\"}) { points { available } } }",
        "c",
        person.id(),
        "n",
        points);
    return person;
  }

  private static Map<String, Object> terms(String name, long price, Object... more) {
    Map<String, Object> terms = new HashMap<>(Map.of("name", name, "price", price));
    for (int i = 0; i < more.length; i += 2) {
      terms.put((String) more[i], more[i + 1]);
    }
    return terms;
  }

  private String reward(Map<String, Object> terms) {
    String id =
        admin
            .data(CREATE, "input", Map.of("programme", programme, "terms", terms))
            .getString("createReward.reward.id");
    admin.data(PUBLISH, "input", Map.of("reward", id));
    return id;
  }

  private Map<String, Object> claim(Given.Person who, String reward, String key) {
    return Map.of("customer", who.id(), "reward", reward, "idempotencyKey", key);
  }

  @Test
  void a_reward_is_claimed_once_per_key_and_goes_back_with_points_and_stock() {
    String mug = reward(terms("Mug", 300, "stock", 5));
    JsonPath first = admin.data(REDEEM, "input", claim(wei, mug, "k"));
    assertEquals(700, first.getInt("redeemReward.points.available"));
    assertEquals(4, first.getInt("redeemReward.claim.reward.left"));
    assertEquals(
        first.getMap("redeemReward"),
        admin.data(REDEEM, "input", claim(wei, mug, "k")).getMap("redeemReward"));
    String cup = reward(terms("Cup", 10));
    assertEquals("IDEMPOTENCY_KEY_REUSED", admin.error(REDEEM, "input", claim(wei, cup, "k")));
    String id = first.getString("redeemReward.claim.id");
    Map<String, Object> cancel = Map.of("claim", id, "reason", "broken", "idempotencyKey", "c");
    JsonPath back = admin.data(CANCEL, "input", cancel);
    assertEquals(1000, back.getInt("cancelRewardClaim.points.available"));
    assertEquals(
        back.getMap("cancelRewardClaim"),
        admin.data(CANCEL, "input", cancel).getMap("cancelRewardClaim"));
    assertEquals(
        "CONFLICT", admin.error(CANCEL, "input", Map.of("claim", id, "idempotencyKey", "d")));
    assertEquals(
        List.of("EARN|1000", "REDEEM|-300", "CANCEL_REDEMPTION|300"),
        TestDatabase.rows("SELECT kind, amount FROM points_entry ORDER BY recorded_at, entry_id"));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT taken FROM reward_stock"));
  }

  @Test
  void of_200_claims_at_once_on_a_stock_of_10_just_10_succeed() {
    String mug = reward(terms("Mug", 10, "stock", 10));
    List<Given.Person> members = new ArrayList<>(List.of(wei));
    for (int i = 1; i < 20; i++) {
      members.add(member("Member " + i, 1000));
    }
    List<String> answers =
        admin.atOnce(200, i -> document(members.get(i % members.size()), mug, "k" + i));
    assertEquals(10, answers.stream().filter(answer -> !answer.contains("errors")).count());
    assertEquals(190, answers.stream().filter(answer -> answer.contains("OUT_OF_STOCK")).count());
    assertEquals(List.of("10"), TestDatabase.rows("SELECT taken FROM reward_stock"));
    assertEquals(List.of("10"), TestDatabase.rows("SELECT count(*) FROM reward_claim"));
    assertEquals(List.of("19900"), TestDatabase.rows("SELECT sum(available) FROM points_account"));
  }

  @Test
  void a_members_limit_and_a_key_hold_also_for_many_at_once() {
    String mug = reward(terms("Mug", 10, "limitPerMember", 2));
    List<String> answers = admin.atOnce(40, i -> document(wei, mug, "k" + i));
    assertEquals(2, answers.stream().filter(answer -> !answer.contains("errors")).count());
    assertEquals(38, answers.stream().filter(answer -> answer.contains("NOT_ELIGIBLE")).count());
    String cup = reward(terms("Cup", 10));
    assertEquals(1, new HashSet<>(admin.atOnce(40, i -> document(wei, cup, "same"))).size());
    assertEquals(List.of("970"), TestDatabase.rows("SELECT available FROM points_account"));
  }

  private static String document(Given.Person who, String reward, String key) {
    return """
        mutation { redeemReward(input: {customer: "%s", reward: "%s", idempotencyKey: "%s"}) { claim { id } points { available } } }
        """
        .formatted(who.id(), reward, key);
  }

  @Test
  void a_member_sees_what_they_can_have_and_why_not_the_rest_page_by_page() {
    reward(terms("Mug", 300));
    reward(terms("Later", 1, "beginsAt", "2099-01-01T00:00:00Z"));
    reward(terms("Over", 1, "endsAt", "2020-01-01T00:00:00Z"));
    reward(terms("For gold", 1, "tiers", List.of("Gold")));
    reward(terms("None left", 1, "stock", 0));
    reward(terms("Dear", 1001));
    String draft =
        admin
            .data(CREATE, "input", Map.of("programme", programme, "terms", terms("Draft", 1)))
            .getString("createReward.reward.id");
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    String list =
        """
        query($after: String, $n: Int, $all: Boolean, $c: ID) { rewards(first: $n, after: $after, all: $all) {
          edges { node { name eligibility(customer: $c) { eligible reason missingPoints claimed } } }
          pageInfo { hasNextPage endCursor } } }
        """;
    JsonPath first = member.data(list, "n", 3);
    assertEquals(List.of("Mug", "Later", "For gold"), first.getList("rewards.edges.node.name"));
    String reason = "rewards.edges.node.eligibility.reason";
    assertNull(first.getList(reason).get(0));
    assertEquals(List.of("NOT_BEGUN", "OTHER_TIER"), first.getList(reason).subList(1, 3));
    JsonPath second =
        member.data(list, "n", 3, "after", first.getString("rewards.pageInfo.endCursor"));
    assertEquals(List.of("OUT_OF_STOCK", "INSUFFICIENT_POINTS"), second.getList(reason));
    assertEquals(1, second.getInt("rewards.edges[1].node.eligibility.missingPoints"));
    assertEquals("FORBIDDEN", member.error(list, "n", 3, "all", true));
    assertEquals("FORBIDDEN", member.error(list, "n", 3, "c", Given.customer("Li Fang").id()));
    JsonPath all = admin.data(list, "n", 10, "all", true, "c", wei.id());
    assertEquals(7, all.getList("rewards.edges").size());
    assertEquals("ENDED", all.getString("rewards.edges[2].node.eligibility.reason"));
    assertEquals("NOT_PUBLISHED", all.getString("rewards.edges[6].node.eligibility.reason"));
    assertEquals("NOT_ELIGIBLE", admin.error(REDEEM, "input", claim(wei, draft, "k")));
  }

  @Test
  void tiers_decide_and_a_price_that_changes_leaves_claims_as_they_were() {
    String gold = reward(terms("For gold", 300, "tiers", List.of("Gold")));
    assertEquals("NOT_ELIGIBLE", admin.error(REDEEM, "input", claim(wei, gold, "k")));
    TestDatabase.run(
        """
        INSERT INTO membership (customer_id, programme_id, tier, since, qualifying, policy_number, computed_at)
        SELECT '%s', programme_id, 'Gold', now(), 0, 1, now() FROM programme
        """
            .formatted(wei.uuid()));
    String id =
        admin.data(REDEEM, "input", claim(wei, gold, "k")).getString("redeemReward.claim.id");
    JsonPath changed =
        admin.data(UPDATE, "input", Map.of("reward", gold, "terms", terms("For gold", 900)));
    assertEquals(900, changed.getInt("updateReward.reward.price"));
    assertEquals("INSUFFICIENT_POINTS", admin.error(REDEEM, "input", claim(wei, gold, "l")));
    JsonPath back = admin.data(CANCEL, "input", Map.of("claim", id, "idempotencyKey", "c"));
    assertEquals(1000, back.getInt("cancelRewardClaim.points.available"));
    admin.data(PUBLISH, "input", Map.of("reward", gold, "retire", true));
    assertEquals("NOT_ELIGIBLE", admin.error(REDEEM, "input", claim(wei, gold, "m")));
  }

  @Test
  void merged_members_share_claims_and_limits_and_part_with_their_own() {
    String mug = reward(terms("Mug", 10, "limitPerMember", 1));
    Given.Person other = member("Wei Zhang", 50);
    admin.data(REDEEM, "input", claim(other, mug, "k"));
    String merge = admin.merge(wei.id(), other.id());
    assertEquals("NOT_ELIGIBLE", admin.error(REDEEM, "input", claim(wei, mug, "l")));
    assertEquals(1, claims(wei));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    assertEquals(0, claims(wei));
    assertEquals(1, claims(other));
    admin.data(REDEEM, "input", claim(wei, mug, "l"));
  }

  private int claims(Given.Person person) {
    return admin
        .data(
            "query($id: ID!) { customer(id: $id) { rewardClaims { edges { node { reward { name } } } } } }",
            "id",
            person.id())
        .getList("customer.rewardClaims.edges")
        .size();
  }

  @Test
  void what_is_asked_for_badly_is_named() {
    for (Map<String, Object> bad :
        List.of(
            terms(" ", 1),
            terms("n", 0),
            terms("n", 1, "stock", -1),
            terms("n", 1, "limitPerMember", 0),
            terms("n", 1, "tiers", List.of(" ")),
            terms("n", 1, "beginsAt", "2024-01-02T00:00:00Z", "endsAt", "2024-01-02T00:00:00Z"))) {
      assertEquals(
          "INVALID_INPUT",
          admin.error(CREATE, "input", Map.of("programme", programme, "terms", bad)),
          bad::toString);
    }
    assertEquals(
        "INVALID_INPUT",
        admin.error(
            CREATE,
            "input",
            Map.of("programme", programme, "currency", "GROWTH", "terms", terms("n", 1))));
    String mug = reward(terms("Mug", 1));
    assertEquals(
        "CONFLICT",
        admin.error(CREATE, "input", Map.of("programme", programme, "terms", terms("Mug", 1))));
    String none = "rwd_01jq0000000000000000000000";
    assertEquals("NOT_FOUND", admin.error(PUBLISH, "input", Map.of("reward", none)));
    assertEquals(
        "NOT_FOUND", admin.error(UPDATE, "input", Map.of("reward", none, "terms", terms("n", 1))));
    assertEquals("NOT_FOUND", admin.error(REDEEM, "input", claim(wei, none, "k")));
    assertEquals("FORBIDDEN", Api.as("till").error(PUBLISH, "input", Map.of("reward", mug)));
    assertEquals(
        mug,
        admin.data("query($id: ID!) { node(id: $id) { id } }", "id", mug).getString("node.id"));
    assertTrue(mug.startsWith("rwd_"));
  }

  @Test
  void a_page_of_rewards_costs_as_many_statements_as_one() {
    String page =
        "query($n: Int, $c: ID) { rewards(first: $n) { edges { node { left currency { code } eligibility(customer: $c) { reason } } } } }";
    reward(terms("Reward", 5));
    admin.data(page, "n", 1, "c", wei.id());
    TestDatabase.clearStatements();
    admin.data(page, "n", 1, "c", wei.id());
    long one = TestDatabase.statements();
    for (int i = 0; i < 8; i++) {
      reward(terms("Reward " + i, 5));
    }
    TestDatabase.clearStatements();
    admin.data(page, "n", 9, "c", wei.id());
    assertEquals(one, TestDatabase.statements());
  }
}
