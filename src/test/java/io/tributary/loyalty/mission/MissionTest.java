package io.tributary.loyalty.mission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
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
class MissionTest {
  private static final String PUBLISH =
      "mutation($i: MissionInput!) { publishMission(input: $i) { mission { id number per } } }";

  @Inject Changes changes;
  @Inject RefreshMissions refresh;
  @Inject Tx tx;
  private final Api admin = Api.as("admin");
  private String programme;
  private Given.Person wei;
  private final Map<String, String> people = new HashMap<>();

  @BeforeEach
  void a_programme_and_a_member() {
    TestDatabase.clear();
    programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($p: ID!) { setPointsCurrency(input: {programme: $p, code: \"POINTS\"}) { currency { validity } } }",
        "p",
        programme);
    wei = person("Zhang Wei");
  }

  private Map<String, Object> mission(
      String name, List<Map<String, Object>> steps, Object... more) {
    Map<String, Object> input =
        new HashMap<>(
            Map.of(
                "programme", programme,
                "name", name,
                "steps", steps,
                "points", 100,
                "since", "2024-01-01T00:00:00+08:00"));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  private static Map<String, Object> step(String kind, Object... more) {
    Map<String, Object> step = new HashMap<>(Map.of("name", kind.toLowerCase(), "kind", kind));
    for (int i = 0; i < more.length; i += 2) {
      step.put((String) more[i], more[i + 1]);
    }
    return step;
  }

  private String publish(String name, List<Map<String, Object>> steps, Object... more) {
    return admin
        .data(PUBLISH, "i", mission(name, steps, more))
        .getString("publishMission.mission.id");
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  /** Somebody whom the test names; a merge makes display names anew. */
  private Given.Person person(String name) {
    Given.Person person = Given.customer(name);
    people.put(person.uuid().toString(), name);
    return person;
  }

  /** What each has, by name. */
  private List<String> points() {
    return TestDatabase.rows(
            """
            SELECT customer_id, sum(available - debt) FROM points_account GROUP BY 1 HAVING sum(available - debt) <> 0
            """)
        .stream()
        .map(row -> people.get(row.substring(0, 36)) + row.substring(36))
        .sorted()
        .toList();
  }

  private JsonPath progress(Given.Person who) {
    return admin
        .data(
            """
            query($c: ID!) { customer(id: $c) { missions { mission { id name number } joinedAt takesPart completed left until
              steps { step { name kind count amount { amount } } done count amount { amount } missingCount missingAmount { amount } } } } }
            """,
            "c",
            who.id())
        .setRootPath("data.customer");
  }

  @Test
  void a_member_sees_what_is_missing_step_by_step_and_is_given_the_reward_once() {
    publish(
        "Spring",
        List.of(
            step("ORDERS", "count", 2, "minimumSpend", "20.00"),
            step("SPEND", "amount", "100.00"),
            step("PURCHASE", "skus", List.of("tea")),
            step("CHECK_IN"),
            step("REVIEW"),
            step("EVENT", "eventNames", List.of("Watched Live"))));
    wei.boughtAt("till", "60.00", "2024-03-01T10:00:00Z").line("tea", "60.00");
    wei.boughtAt("till", "10.00", "2024-03-01T11:00:00Z");
    wei.did("till", "VISIT", "Checked In", "2024-03-02T10:00:00Z");
    settle();
    JsonPath seen = progress(wei);
    assertEquals(
        List.of("orders", "spend", "purchase", "check_in", "review", "event"),
        seen.getList("missions[0].steps.step.name"));
    assertEquals(
        List.of(false, false, true, true, false, false), seen.getList("missions[0].steps.done"));
    assertEquals(1, seen.getInt("missions[0].steps[0].missingCount"));
    assertEquals("30.00", seen.getString("missions[0].steps[1].missingAmount.amount"));
    assertEquals(List.of(), points());
    wei.boughtAt("web", "30.00", "2024-03-03T10:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-04T10:00:00Z");
    wei.did("web", "INTERACTION", "watched live", "2024-03-02T10:00:00Z");
    settle();
    settle();
    assertEquals(List.of("Zhang Wei|100"), points());
    assertEquals(1, progress(wei).getInt("missions[0].completed"));
    assertEquals(0, progress(wei).getInt("missions[0].left"));
    assertEquals(
        "2024-03-04 10:00:00",
        TestDatabase.rows("SELECT completed_at AT TIME ZONE 'UTC' FROM mission_reward").get(0));
  }

  @Test
  void a_return_takes_the_progress_and_the_reward_back() {
    publish("Tea", List.of(step("PURCHASE", "skus", List.of("tea"), "count", 2)));
    wei.boughtAt("till", "60.00", "2024-03-01T10:00:00Z").line("tea", "60.00");
    Given.Sale second =
        wei.boughtAt("till", "90.00", "2024-03-02T10:00:00Z")
            .line("tea", "60.00")
            .line("cup", "30.00");
    settle();
    assertEquals(List.of("Zhang Wei|100"), points());
    second.returned("60.00", "2024-03-05T10:00:00Z");
    TestDatabase.run("UPDATE order_return SET sku = 'tea'");
    settle();
    assertEquals(List.of(), points());
    assertEquals(1, progress(wei).getInt("missions[0].steps[0].missingCount"));
    wei.boughtAt("till", "60.00", "2024-03-06T10:00:00Z").line("tea", "60.00");
    settle();
    assertEquals(List.of("Zhang Wei|100"), points());
  }

  @Test
  void windows_repeat_by_the_local_calendar_and_so_many_times_in_each() {
    publish("Daily", List.of(step("CHECK_IN")), "per", "DAY", "points", 5);
    publish("Twice a month", List.of(step("CHECK_IN", "count", 2)), "per", "MONTH", "times", 2);
    for (String at :
        List.of(
            "01T15:00",
            "01T17:00", // 23:00 in Shanghai, and 01:00 of the next day
            "01T18:00",
            "05T01:00",
            "06T01:00",
            "07T01:00")) {
      wei.did("till", "VISIT", "Checked In", "2024-03-" + at + ":00Z");
    }
    settle();
    wei.did("till", "VISIT", "Checked In", "2024-02-28T01:00:00Z"); // late
    settle();
    assertEquals(
        List.of("5|6", "100|2"),
        TestDatabase.rows("SELECT amount, count(*) FROM points_entry GROUP BY amount ORDER BY 1"));
  }

  @Test
  void only_what_members_of_its_tiers_do_counts_and_only_from_when_they_joined() {
    admin.data(
        "mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: \"Base\", minimumSpend: \"0\"}, {name: \"Gold\", minimumSpend: \"100\"}]}) { up } }",
        "p",
        programme);
    publish("Gold", List.of(step("ORDERS", "count", 2)), "tiers", List.of("Gold"));
    String joined = publish("Joined", List.of(step("CHECK_IN")), "joined", true, "points", 7);
    wei.boughtAt("till", "50.00", "2024-03-01T10:00:00Z"); // still base
    wei.boughtAt("till", "60.00", "2024-03-02T10:00:00Z"); // gold with this one
    wei.boughtAt("till", "10.00", "2024-03-03T10:00:00Z");
    wei.did("till", "VISIT", "Checked In", "2024-03-02T10:00:00Z");
    settle();
    assertEquals(List.of("Zhang Wei|100"), points());
    JsonPath before = progress(wei);
    // the tier has ended since
    assertEquals(List.of(false, false), before.getList("missions.takesPart"));
    String join =
        "mutation($c: ID, $m: ID!) { joinMission(input: {customer: $c, mission: $m, idempotencyKey: \"j\"}) { mission { joinedAt takesPart } } }";
    JsonPath now = admin.data(join, "c", wei.id(), "m", joined);
    assertNotNull(now.getString("joinMission.mission.joinedAt"));
    assertEquals(now.prettify(), admin.data(join, "c", wei.id(), "m", joined).prettify());
    Api me = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    assertEquals(
        List.of(false, true),
        me.data("{ me { missions { takesPart } } }").getList("me.missions.takesPart"));
    wei.did("till", "VISIT", "Checked In", Instant.now().toString());
    settle();
    assertEquals(List.of("Zhang Wei|107"), points());
    assertEquals(
        "NOT_FOUND", admin.error(join, "c", wei.id(), "m", TypeId.MISSION.encode(new UUID(1, 1))));
  }

  @Test
  void two_who_turn_out_to_be_one_pool_what_they_did_and_are_given_it_back_when_parted() {
    publish("Three", List.of(step("ORDERS", "count", 3)));
    Given.Person other = person("Wei Zhang");
    wei.boughtAt("till", "10.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "10.00", "2024-03-02T10:00:00Z");
    other.boughtAt("till", "10.00", "2024-03-03T10:00:00Z");
    settle();
    assertEquals(List.of(), points());
    String merge = admin.merge(wei.id(), other.id());
    settle();
    assertEquals(List.of("Wei Zhang|100"), points());
    assertEquals(1, progress(other).getInt("missions[0].completed"));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    settle();
    assertEquals(List.of(), points());
    assertEquals(1, progress(wei).getInt("missions[0].steps[0].missingCount"));
    assertEquals(2, progress(other).getInt("missions[0].steps[0].missingCount"));
  }

  @Test
  void of_two_who_each_completed_it_one_keeps_the_reward_until_they_are_parted() {
    publish("Review", List.of(step("REVIEW")));
    Given.Person other = person("Wei Zhang");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T10:00:00Z");
    other.did("web", "COMMENT", "Product Reviewed", "2024-03-02T10:00:00Z");
    settle();
    assertEquals(List.of("Wei Zhang|100", "Zhang Wei|100"), points());
    String merge = admin.merge(wei.id(), other.id());
    settle();
    assertEquals(List.of("Zhang Wei|100"), points());
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    settle();
    assertEquals(List.of("Wei Zhang|100", "Zhang Wei|100"), points());
  }

  @Test
  void many_who_reckon_the_same_member_at_once_give_once() {
    publish("Review", List.of(step("REVIEW")), "per", "DAY", "times", 2);
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T10:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T11:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T12:00:00Z");
    List<java.util.concurrent.CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(
          tx.write(
                  connection ->
                      ChangeQueue.hold(connection, List.of(wei.uuid()))
                          .chain(
                              () ->
                                  refresh.refresh(
                                      connection,
                                      List.of(wei.uuid()),
                                      Instant.parse("2024-03-02T00:00:00Z"))))
              .subscribeAsCompletionStage());
    }
    all.forEach(java.util.concurrent.CompletableFuture::join);
    assertEquals(List.of("Zhang Wei|200"), points());
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM points_entry"));
  }

  @Test
  void a_reward_of_the_list_and_a_coupon_are_given_as_long_as_there_are_any_and_taken_back() {
    String reward =
        admin
            .data(
                "mutation($p: ID!) { createReward(input: {programme: $p, terms: {name: \"Mug\", price: 10, stock: 1}}) { reward { id } } }",
                "p",
                programme)
            .getString("createReward.reward.id");
    String coupon =
        admin
            .data(
                "mutation($p: ID!) { createCoupon(input: {programme: $p, name: \"Ship\", kind: FREE_SHIPPING}) { coupon { id } } }",
                "p",
                programme)
            .getString("createCoupon.coupon.id");
    publish(
        "Spend",
        List.of(step("SPEND", "amount", "50.00")),
        "points",
        0,
        "reward",
        reward,
        "coupon",
        coupon);
    Given.Sale sale = wei.boughtAt("till", "60.00", "2024-03-01T10:00:00Z");
    settle();
    Given.Person late = person("Late");
    late.boughtAt("till", "60.00", "2024-03-02T10:00:00Z");
    settle();
    assertEquals(List.of("1"), TestDatabase.rows("SELECT taken FROM reward_stock"));
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM coupon_code"));
    assertEquals(
        List.of(0),
        admin
            .data(
                "query($c: ID!) { customer(id: $c) { rewardClaims { edges { node { price reward { name } } } } } }",
                "c",
                wei.id())
            .getList("customer.rewardClaims.edges.node.price"));
    assertEquals(1, owed(late));
    assertEquals(0, owed(wei));
    sale.returned("60.00", "2024-03-05T10:00:00Z");
    settle();
    // what came back went to who was owed one
    assertEquals(List.of("1"), TestDatabase.rows("SELECT taken FROM reward_stock"));
    assertEquals(0, owed(late));
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM coupon_code"));
  }

  @Test
  void a_reward_that_is_out_of_stock_is_owed_and_given_once_when_there_are_some_the_first_first() {
    String reward =
        admin
            .data(
                "mutation($p: ID!) { createReward(input: {programme: $p, terms: {name: \"Mug\", price: 10, stock: 0}}) { reward { id } } }",
                "p",
                programme)
            .getString("createReward.reward.id");
    publish("Spend", List.of(step("SPEND", "amount", "50.00")), "points", 0, "reward", reward);
    List<Given.Person> all = new ArrayList<>();
    for (int day = 1; day <= 3; day++) {
      all.add(person("Member " + day));
      all.get(day - 1).boughtAt("till", "60.00", "2024-03-0" + (4 - day) + "T10:00:00Z");
    }
    settle();
    assertEquals(List.of(1, 1, 1), all.stream().map(this::owed).toList());
    TestDatabase.run("UPDATE reward SET stock = 2");
    give();
    assertEquals(List.of(1, 0, 0), all.stream().map(this::owed).toList());
    give();
    settle();
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM reward_claim"));
    TestDatabase.run("UPDATE reward SET stock = NULL");
    give();
    settle();
    assertEquals(List.of("3"), TestDatabase.rows("SELECT count(*) FROM reward_claim"));
    assertEquals(0, owed(all.get(0)));
  }

  private void give() {
    admin.data("mutation { runJob(input: {name: \"give-owed-rewards\"}) { state error } }");
  }

  private int owed(Given.Person who) {
    return admin
        .data("query($c: ID!) { customer(id: $c) { missions { rewardsOwed } } }", "c", who.id())
        .getInt("customer.missions[0].rewardsOwed");
  }

  @Test
  void a_referral_that_is_rewarded_is_a_step() {
    admin.data(
        """
        mutation($p: ID!) { publishReferralPolicy(input: {programme: $p, qualifiesBy: SIGN_UP, referred: {points: 1},
          effectiveFrom: "2024-01-01T00:00:00Z"}) { policy { id } } }
        """,
        "p",
        programme);
    publish("Bring one", List.of(step("REFERRAL")));
    Given.Person friend = person("Friend");
    String code =
        admin
            .data("query($c: ID!) { customer(id: $c) { referralCode } }", "c", wei.id())
            .getString("customer.referralCode");
    admin.data(
        "mutation($c: ID, $k: String!) { useReferralCode(input: {customer: $c, code: $k, idempotencyKey: \"u\"}) { referral { id } } }",
        "c",
        friend.id(),
        "k",
        code);
    settle();
    settle();
    assertEquals(List.of("Friend|1", "Zhang Wei|100"), points());
  }

  @Test
  void a_new_version_keeps_what_was_completed_and_what_cannot_hold_is_refused() {
    String id = publish("Review", List.of(step("REVIEW")));
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T10:00:00Z");
    settle();
    assertEquals(id, publish("Review", List.of(step("REVIEW", "count", 5)), "points", 500));
    settle();
    assertEquals(List.of("Zhang Wei|100"), points());
    assertEquals(
        List.of(2),
        admin
            .data("{ programmes { edges { node { missions { id number steps { count } } } } } }")
            .getList("programmes.edges[0].node.missions.number"));
    assertEquals(
        id, admin.data("query($i: ID!) { node(id: $i) { id } }", "i", id).getString("node.id"));
    List<Map<String, Object>> good = List.of(step("REVIEW"));
    for (Map<String, Object> bad :
        List.of(
            mission("Review", good, "per", "DAY"),
            mission(" ", good),
            mission("m", List.of()),
            mission("m", List.of(step("REVIEW"), step("REVIEW"))),
            mission("m", List.of(step("SPEND"))),
            mission("m", List.of(step("SPEND", "amount", "1.00", "count", 1))),
            mission("m", List.of(step("REVIEW", "amount", "1.00"))),
            mission("m", List.of(step("REVIEW", "minimumSpend", "1.00"))),
            mission("m", List.of(step("REVIEW", "count", 0))),
            mission("m", List.of(step("EVENT"))),
            mission("m", List.of(step("PURCHASE"))),
            mission("m", List.of(step("ORDERS", "skus", List.of("tea")))),
            mission("m", good, "points", 0),
            mission("m", good, "times", 0),
            mission("m", good, "until", "2023-01-01T00:00:00Z"))) {
      assertEquals("INVALID_INPUT", admin.error(PUBLISH, "i", bad), bad::toString);
    }
    assertEquals(
        "NOT_FOUND",
        admin.error(
            PUBLISH, "i", mission("m", good, "reward", TypeId.REWARD.encode(new UUID(1, 1)))));
    assertEquals("FORBIDDEN", Api.as("till").error(PUBLISH, "i", mission("m", good)));
  }
}
