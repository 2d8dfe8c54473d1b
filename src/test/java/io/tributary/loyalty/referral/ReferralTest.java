package io.tributary.loyalty.referral;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.TestKeys;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ReferralTest {
  private static final String PUBLISH =
      "mutation($i: ReferralPolicyInput!) { publishReferralPolicy(input: $i) { policy { id number budget } } }";
  private static final String STATES =
      "SELECT state, coalesce(fault, cut) FROM referral ORDER BY used_at, state, referral_id";

  /** An order is made after the code was used, which is now. */
  private static final String AFTER = later(1);

  @Inject Changes changes;
  private final Api admin = Api.as("admin");
  private String programme;
  private Given.Person wei;
  private Given.Person fang;

  /** One of its own for each test: the application remembers whose a write key is. */
  private String shop;

  private static int shops;

  @BeforeEach
  void a_programme_and_two_people() {
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
    shop = "referring shop " + shops++;
    Given.source(shop);
    wei = Given.customer("Zhang Wei");
    fang = Given.customer("Li Fang");
  }

  private static String later(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Map<String, Object> terms(String qualifiesBy, Object... more) {
    Map<String, Object> input =
        new HashMap<>(
            Map.of(
                "programme",
                programme,
                "qualifiesBy",
                qualifiesBy,
                "referrer",
                Map.of("points", 100, "growth", 10),
                "referred",
                Map.of("points", 50),
                "effectiveFrom",
                "2024-01-01T00:00:00+08:00"));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  private void publish(String qualifiesBy, Object... more) {
    admin.data(PUBLISH, "i", terms(qualifiesBy, more));
  }

  private String codeOf(Given.Person who) {
    return admin
        .data("query($c: ID!) { customer(id: $c) { referralCode } }", "c", who.id())
        .getString("customer.referralCode");
  }

  private static String use(Given.Person who, String code, String key) {
    return """
        mutation { useReferralCode(input: {customer: "%s", code: "%s", idempotencyKey: "%s"}) { referral { id state } } }
        """
        .formatted(who.id(), code, key);
  }

  private String refer(Given.Person referrer, Given.Person referred) {
    return admin
        .data(use(referred, codeOf(referrer), "use"))
        .getString("useReferralCode.referral.id");
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  /** What a customer's own accounts hold less what they owe, of points and growth value. */
  private static List<String> balance(Given.Person who) {
    return TestDatabase.rows(
        """
        SELECT c.code, sum(a.available + a.pending - a.debt) FROM points_account a JOIN points_currency c USING (currency_id)
        WHERE a.customer_id = '%s' GROUP BY c.code HAVING sum(a.available + a.pending - a.debt) <> 0 ORDER BY c.code DESC
        """
            .formatted(who.uuid()));
  }

  @Test
  void both_sides_are_rewarded_once_when_the_order_comes_and_a_return_takes_both_back() {
    publish("FIRST_ORDER", "minimumSpend", "50.00", "withinDays", 60);
    refer(wei, fang);
    settle();
    assertEquals(List.of("WAITING|null"), TestDatabase.rows(STATES));
    fang.boughtAt("web", "49.99", later(1));
    settle();
    assertEquals(List.of(), balance(wei));
    Given.Sale sale = fang.boughtAt("web", "88.00", later(2));
    settle();
    settle();
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    assertEquals(List.of("POINTS|50"), balance(fang));
    sale.returned("30.00", later(3));
    settle();
    assertEquals(List.of("REWARDED|null"), TestDatabase.rows(STATES));
    sale.returned("9.00", later(4));
    settle();
    assertEquals(List.of("WAITING|null"), TestDatabase.rows(STATES));
    assertEquals(List.of(), balance(wei));
    assertEquals(List.of(), balance(fang));
    fang.boughtAt("till", "60.00", later(20));
    settle();
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    assertEquals(List.of("POINTS|50"), balance(fang));
  }

  @Test
  void a_member_has_one_code_whoever_asks_and_however_many_at_once() {
    assertNull(codeOf(wei));
    publish("SIGN_UP");
    String ask =
        "{ a: customer(id: \"%1$s\") { referralCode } b: customer(id: \"%1$s\") { referralCode(programme: \"%2$s\") } }"
            .formatted(wei.id(), programme);
    assertEquals(1, new HashSet<>(admin.atOnce(50, i -> ask)).size());
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM referral_code"));
    Api me = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    String code = me.data("{ me { referralCode } }").getString("me.referralCode");
    assertEquals(9, code.length());
    assertEquals(codeOf(wei), code);
    assertNotEquals(code, codeOf(fang));
  }

  @Test
  void the_same_key_at_once_is_one_referral_and_another_code_a_conflict() {
    publish("SIGN_UP");
    String code = codeOf(wei);
    assertEquals(1, new HashSet<>(admin.atOnce(200, i -> use(fang, code, "same"))).size());
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM referral"));
    Given.Person other = Given.customer("Other");
    assertEquals("CONFLICT", admin.error(use(fang, codeOf(other), "k2")));
    assertEquals("IDEMPOTENCY_KEY_REUSED", admin.error(use(fang, codeOf(other), "same")));
    assertEquals("NOT_ELIGIBLE", admin.error(use(wei, code, "own")));
    assertEquals("NOT_FOUND", admin.error(use(wei, "0000-0000", "none")));
    assertEquals("INVALID_INPUT", admin.error(use(wei, " ", "blank")));
    other.boughtAt("till", "1.00", "2024-01-01T10:00:00Z");
    assertEquals("NOT_ELIGIBLE", admin.error(use(other, code, "bought")));
    settle();
    settle();
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    assertEquals(List.of("POINTS|50"), balance(fang));
  }

  @Test
  void two_hundred_uses_of_a_code_at_once_reward_no_more_than_its_limit() {
    publish("SIGN_UP", "limitPerWindow", 10, "per", "MONTH", "budget", 1_400);
    String code = codeOf(wei);
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      people.add(Given.customer("Person " + i));
    }
    List<String> answers = admin.atOnce(200, i -> use(people.get(i), code, "k"));
    assertEquals(200, answers.stream().filter(answer -> !answer.contains("errors")).count());
    settle();
    assertEquals(
        List.of("REWARDED|null|9", "VOID|BUDGET_SPENT|191"),
        TestDatabase.rows(
            "SELECT state, coalesce(fault, cut), count(*) FROM referral GROUP BY 1, 2 ORDER BY 1, 2"));
    assertEquals(List.of("POINTS|900", "GROWTH|90"), balance(wei));
    assertEquals(List.of("1350"), TestDatabase.rows("SELECT given FROM referral_budget"));
    assertEquals(
        List.of("9|50"),
        TestDatabase.rows(
            "SELECT count(*), min(amount) FROM points_entry JOIN points_account USING (account_id) WHERE customer_id <> '%s'"
                .formatted(wei.uuid())));
  }

  @Test
  void a_referrers_limit_holds_in_each_window_and_in_all() {
    publish("FIRST_ORDER", "limitPerWindow", 1, "per", "MONTH", "limitInAll", 2);
    for (String day : List.of("2024-03-01", "2024-03-31", "2024-04-02", "2024-05-01")) {
      order("u" + day, codeOf(wei), day + "T10:00:00Z");
      settle();
    }
    assertEquals(
        List.of("REWARDED|null", "VOID|LIMIT_REACHED", "REWARDED|null", "VOID|LIMIT_REACHED"),
        TestDatabase.rows(
            "SELECT state, coalesce(fault, cut) FROM referral ORDER BY qualified_at"));
  }

  @Test
  void facts_of_channels_end_in_the_same_state_in_whatever_order_and_however_often_they_come() {
    publish("FIRST_ORDER", "minimumSpend", "50.00", "withinDays", 30);
    List<String> facts =
        List.of(
            message(
                "m1", "03-01", "\"type\": \"identify\", \"traits\": {\"referral_code\": \"WEI\"}"),
            track("m2", "03-04", "Referral Code Used", "\"referral_code\": \"FANG\""),
            track("m3", "03-02", "Order Completed", "\"order_id\": \"o1\", \"total\": 60"),
            track(
                "m4",
                "03-03",
                "Order Refunded",
                "\"order_id\": \"o1\", \"refund_id\": \"r1\", \"total\": 20"),
            track(
                "m5",
                "03-05",
                "Order Completed",
                "\"order_id\": \"o2\", \"total\": 70, \"referral_code\": \"WEI\""));
    Random random = new Random(Seed.next());
    for (int run = 0; run < 6; run++) {
      if (run > 0) {
        a_programme_and_two_people();
        publish("FIRST_ORDER", "minimumSpend", "50.00", "withinDays", 30);
      }
      String own = codeOf(wei);
      String others = codeOf(fang);
      List<String> order = new ArrayList<>(facts);
      order.addAll(facts.subList(0, 3));
      Collections.shuffle(order, random);
      for (String fact : order) {
        send(fact.replace("WEI", own).replace("FANG", others));
        if (random.nextBoolean()) {
          settle();
        }
      }
      settle();
      settle();
      assertEquals(
          List.of("REWARDED|null|2024-03-05", "VOID|OTHER_CODE_FIRST|null"),
          TestDatabase.rows(
              "SELECT state, fault, (qualified_at AT TIME ZONE 'UTC')::date FROM referral ORDER BY used_at"),
          order::toString);
      assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
      assertEquals(List.of(), balance(fang));
      assertEquals(
          List.of("50"),
          TestDatabase.rows(
              "SELECT sum(available + pending - debt) FROM points_account JOIN points_currency USING (currency_id) WHERE code = 'POINTS' AND customer_id NOT IN ('%s', '%s')"
                  .formatted(wei.uuid(), fang.uuid())));
    }
  }

  private static String message(String id, String day, String rest) {
    return "{\"messageId\": \"%s\", \"userId\": \"u1\", \"timestamp\": \"2024-%sT10:00:00Z\", %s}"
        .formatted(id, day, rest);
  }

  private static String track(String id, String day, String event, String properties) {
    return message(
        id,
        day,
        "\"type\": \"track\", \"event\": \"%s\", \"properties\": {%s}"
            .formatted(event, properties));
  }

  /** An order that names the code, of a customer who comes with it. */
  private void order(String user, String code, String at) {
    send(
        """
        {"type": "track", "messageId": "%1$s", "userId": "%1$s", "event": "Order Completed", "timestamp": "%3$s",
         "properties": {"order_id": "%1$s", "total": 60, "referral_code": "%2$s"}}
        """
            .formatted(user, code, at));
  }

  private void send(String message) {
    given()
        .auth()
        .preemptive()
        .basic("key of " + shop, "")
        .contentType("application/json")
        .body("{\"batch\": [" + message + "]}")
        .post("/v1/batch")
        .then()
        .statusCode(200);
  }

  @Test
  void a_file_of_orders_may_name_the_code() {
    publish("FIRST_ORDER");
    given()
        .auth()
        .preemptive()
        .basic("key of " + shop, "")
        .contentType("text/csv")
        .body(
            "order_id,customer_ref,ordered_at,currency,total,referral_code\no1,c1,2024-03-02T10:00:00Z,CNY,60.00,"
                + codeOf(wei)
                + "\n")
        .post("/v1/imports/orders")
        .then()
        .statusCode(202);
    await()
        .until(
            () ->
                TestDatabase.rows("SELECT 1 FROM import_job WHERE finished_at IS NULL").isEmpty());
    settle();
    assertEquals(List.of("REWARDED|null"), TestDatabase.rows(STATES));
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
  }

  @Test
  void two_who_turn_out_to_be_one_person_give_both_rewards_back_until_they_are_parted() {
    publish("FIRST_ORDER");
    refer(wei, fang);
    fang.boughtAt("web", "88.00", AFTER);
    settle();
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    String merge = admin.merge(wei.id(), fang.id());
    settle();
    assertEquals(List.of("VOID|SAME_CUSTOMER"), TestDatabase.rows(STATES));
    assertEquals(List.of(), balance(wei));
    assertEquals(List.of(), balance(fang));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    settle();
    assertEquals(List.of("REWARDED|null"), TestDatabase.rows(STATES));
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    assertEquals(List.of("POINTS|50"), balance(fang));
  }

  @Test
  void whoever_was_a_customer_under_another_id_is_not_new() {
    publish("FIRST_ORDER");
    Given.Person before = Given.customer("Fang Li");
    before.boughtAt("till", "10.00", "2024-01-01T10:00:00Z");
    refer(wei, fang);
    fang.boughtAt("web", "88.00", AFTER);
    settle();
    assertEquals(List.of("REWARDED|null"), TestDatabase.rows(STATES));
    admin.merge(before.id(), fang.id());
    settle();
    assertEquals(List.of("VOID|NOT_NEW"), TestDatabase.rows(STATES));
    assertEquals(List.of(), balance(wei));
  }

  private static void shares(Given.Person a, Given.Person b, String kind, String value) {
    for (Given.Person one : List.of(a, b)) {
      UUID hash = TestKeys.blind(Ids.hash("identifier", kind, "", value));
      TestDatabase.identifier(one.profileAt("web"), kind, "", value, hash, "UNVERIFIED");
    }
  }

  private List<String> suspicions() {
    return admin
        .data("{ referrals(state: HELD) { edges { node { suspicions { kind customerId } } } } }")
        .getList("referrals.edges.node.suspicions.kind.flatten()");
  }

  private String decide(String referral, boolean approve) {
    return """
        mutation { decideReferral(input: {referral: "%s", approve: %s, reason: "looked at it", idempotencyKey: "d%s"})
          { referral { state approved decidedBy } } }
        """
        .formatted(referral, approve, approve);
  }

  @Test
  void what_looks_like_one_person_is_held_with_its_reasons_until_staff_decide() {
    publish("FIRST_ORDER");
    shares(wei, fang, "PHONE", "+8613911112222");
    TestDatabase.run(
        """
        INSERT INTO device_sign_in VALUES (md5('d')::uuid, '2024-01-01', '%1$s'), (md5('d')::uuid, '2024-01-02', '%2$s');
        INSERT INTO profile_attribute VALUES ('%1$s', 'address', '"1 Nanjing Road, Shanghai"', false, now()),
          ('%2$s', 'address', '"1 nanjing road  shanghai"', false, now())
        """
            .formatted(wei.profileAt("web"), fang.profileAt("web")));
    String referral = refer(wei, fang);
    fang.boughtAt("web", "88.00", AFTER);
    settle();
    assertEquals(List.of("SHARED_ADDRESS", "SHARED_DEVICE", "SHARED_PHONE"), suspicions());
    assertEquals(List.of(), balance(wei));
    assertEquals(List.of(), balance(fang));
    assertEquals("FORBIDDEN", Api.as("marketer").error(decide(referral, true)));
    admin.data(decide(referral, true));
    settle();
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    assertEquals("CONFLICT", admin.error(decide(referral, true).replace("dtrue", "again")));
    admin.data(decide(referral, false));
    settle();
    assertEquals(List.of("REFUSED|null"), TestDatabase.rows(STATES));
    assertEquals(List.of(), balance(wei));
    assertEquals(List.of(), balance(fang));
    assertEquals(
        List.of("REFUSED"),
        admin
            .data("{ referrals(suspicious: true) { edges { node { state } } } }")
            .getList("referrals.edges.node.state"));
  }

  @Test
  void new_customers_of_one_referrer_who_share_a_device_are_held() {
    publish("SIGN_UP");
    Given.Person twin = Given.customer("Fang Li");
    refer(wei, fang);
    settle();
    shares(fang, twin, "DEVICE_ID", "device-1");
    refer(wei, twin);
    settle();
    assertEquals(List.of("SHARED_DEVICE"), suspicions());
    assertEquals(List.of("POINTS|100", "GROWTH|10"), balance(wei));
    assertEquals(List.of(), balance(twin));
  }

  @Test
  void rings_of_any_length_are_held() {
    publish("FIRST_ORDER");
    Given.Person third = Given.customer("Third");
    refer(wei, fang);
    refer(fang, third);
    refer(third, wei);
    fang.boughtAt("web", "88.00", AFTER);
    third.boughtAt("web", "88.00", AFTER);
    wei.boughtAt("web", "88.00", AFTER);
    settle();
    assertEquals(List.of("HELD", "HELD", "HELD"), TestDatabase.rows("SELECT state FROM referral"));
    assertEquals(List.of("RING", "RING", "RING"), suspicions());
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM points_entry"));
  }

  @Test
  void a_coupon_is_given_with_it_and_taken_back_unless_it_is_used() {
    String coupon =
        admin
            .data(
                "mutation($p: ID!) { createCoupon(input: {programme: $p, name: \"Hello\", kind: FREE_SHIPPING}) { coupon { id } } }",
                "p",
                programme)
            .getString("createCoupon.coupon.id");
    publish(
        "FIRST_ORDER", "referrer", Map.of("coupon", coupon), "referred", Map.of("coupon", coupon));
    String referral = refer(wei, fang);
    fang.boughtAt("web", "88.00", AFTER);
    settle();
    settle();
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM coupon_code"));
    TestDatabase.run(
        "UPDATE coupon_code SET used_by = gen_random_uuid() WHERE customer_id = '%s'"
            .formatted(wei.uuid()));
    admin.data(decide(referral, false));
    settle();
    assertEquals(
        List.of(wei.uuid().toString()), TestDatabase.rows("SELECT customer_id FROM coupon_code"));
    admin.data(decide(referral, true));
    settle();
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM coupon_code"));
  }

  @Test
  void points_wait_as_long_as_goods_may_come_back() {
    publish("FIRST_ORDER", "pendingDays", 14);
    order("u1", codeOf(wei), "2024-01-05T10:00:00Z");
    settle();
    settle();
    assertEquals(
        List.of("2024-01-19 16:00:00"),
        TestDatabase.rows(
            "SELECT DISTINCT active_at AT TIME ZONE 'UTC' FROM points_lot JOIN points_account USING (account_id) JOIN points_currency USING (currency_id) WHERE code = 'POINTS'"));
  }

  @Test
  void the_days_end_by_themselves_and_a_version_holds_for_codes_used_while_it_was_in_force() {
    publish("FIRST_ORDER", "withinDays", 1);
    publish(
        "SIGN_UP",
        "effectiveFrom",
        "2024-03-02T00:00:00+08:00",
        "endsAt",
        "2024-03-03T00:00:00+08:00");
    String code = codeOf(wei);
    for (int day = 1; day <= 3; day++) {
      send(
          "{\"type\": \"track\", \"messageId\": \"m%1$d\", \"userId\": \"u%1$d\", \"event\": \"Referral Code Used\", \"properties\": {\"referral_code\": \"%2$s\"}, \"timestamp\": \"2024-03-0%1$dT04:00:00Z\"}"
              .formatted(day, code));
    }
    settle();
    settle();
    JsonPath found =
        admin.data("{ referrals { edges { node { state fault policy { number } } } } }");
    assertEquals(List.of("VOID", "REWARDED", "VOID"), found.getList("referrals.edges.node.state"));
    assertEquals("NOT_IN_FORCE", found.getString("referrals.edges[0].node.fault"));
    assertEquals("DAYS_OVER", found.getString("referrals.edges[2].node.fault"));
    assertEquals(
        1,
        admin
            .data("{ referrals(state: REWARDED) { edges { node { policy { number } } } } }")
            .getList("referrals.edges")
            .size());
    assertEquals(
        2,
        admin
            .data("{ referrals(state: VOID) { edges { node { id } } } }")
            .getList("referrals.edges")
            .size());
  }

  @Test
  void a_bonus_for_bringing_somebody_goes_with_the_referral() {
    publish("FIRST_ORDER");
    admin.data(
        """
        mutation($p: ID!) { setEventBonus(input: {programme: $p, name: "friend", occasion: REFERRAL, points: 7,
          since: "2024-01-01T00:00:00Z", times: 1, per: EVER, budget: 7}) { bonus { id } } }
        """,
        "p",
        programme);
    String referral = refer(wei, fang);
    fang.boughtAt("web", "88.00", AFTER);
    settle();
    settle();
    assertEquals(List.of("POINTS|107", "GROWTH|10"), balance(wei));
    admin.data(decide(referral, false));
    settle();
    settle();
    assertEquals(List.of(), balance(wei));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT given FROM event_bonus_budget"));
    admin.data(decide(referral, true));
    settle();
    settle();
    assertEquals(List.of("POINTS|107", "GROWTH|10"), balance(wei));
  }

  @Test
  void a_member_sees_how_many_they_brought_and_not_who_they_are() {
    publish("SIGN_UP");
    refer(wei, fang);
    settle();
    Api me = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    String page =
        "query($a: String) { me { referrals(first: 1, after: $a) { edges { node { state usedAt } cursor } } } }";
    JsonPath own = me.data(page);
    assertEquals(List.of("REWARDED"), own.getList("me.referrals.edges.node.state"));
    assertEquals(
        List.of(),
        me.data(page, "a", own.getString("me.referrals.edges[0].cursor"))
            .getList("me.referrals.edges"));
    assertEquals("FORBIDDEN", me.error("{ me { referrals { edges { node { referredId } } } } }"));
    assertEquals("FORBIDDEN", me.error("{ referrals { edges { node { id } } } }"));
    JsonPath staff =
        admin.data(
            "query($c: ID!) { customer(id: $c) { usedReferralCodes { id state referrerId referredId policy { id number } } } }",
            "c",
            fang.id());
    assertEquals(wei.id(), staff.getString("customer.usedReferralCodes[0].referrerId"));
    String id = staff.getString("customer.usedReferralCodes[0].id");
    assertEquals(
        id, admin.data("query($i: ID!) { node(id: $i) { id } }", "i", id).getString("node.id"));
    UUID unknown = UUID.randomUUID();
    assertEquals("NOT_FOUND", admin.error(decide(TypeId.REFERRAL.encode(unknown), true)));
  }

  @Test
  void terms_that_cannot_hold_are_refused_with_the_field() {
    for (Map<String, Object> bad :
        List.of(
            terms("SIGN_UP", "minimumSpend", "1.00"),
            terms("SIGN_UP", "withinDays", 3),
            terms("FIRST_ORDER", "minimumSpend", "x"),
            terms("FIRST_ORDER", "withinDays", -1),
            terms("FIRST_ORDER", "pendingDays", 4000),
            terms("FIRST_ORDER", "limitInAll", 0),
            terms("FIRST_ORDER", "budget", 0),
            terms("FIRST_ORDER", "currency", "GROWTH"),
            terms("FIRST_ORDER", "endsAt", "2023-01-01T00:00:00Z"),
            terms("FIRST_ORDER", "referrer", Map.of(), "referred", Map.of()),
            terms("FIRST_ORDER", "referrer", Map.of("points", -1)))) {
      assertEquals("INVALID_INPUT", admin.error(PUBLISH, "i", bad), bad::toString);
    }
    assertEquals(
        "NOT_FOUND",
        admin.error(
            PUBLISH,
            "i",
            terms(
                "SIGN_UP", "referrer", Map.of("coupon", TypeId.COUPON.encode(UUID.randomUUID())))));
    assertEquals("FORBIDDEN", Api.as("service").error(PUBLISH, "i", terms("SIGN_UP")));
    publish("SIGN_UP");
    publish("FIRST_ORDER");
    assertEquals(
        List.of(1, 2),
        admin
            .data("{ programmes { edges { node { referralPolicies { number qualifiesBy } } } } }")
            .getList("programmes.edges[0].node.referralPolicies.number"));
  }
}
