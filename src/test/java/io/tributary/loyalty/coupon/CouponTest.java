package io.tributary.loyalty.coupon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.TypeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CouponTest {
  private static final String CREATE =
      "mutation($input: CreateCouponInput!) { createCoupon(input: $input) { coupon { id used minimumSpend { amount } } } }";
  private static final String STOP =
      "mutation($input: StopCouponInput!) { stopCoupon(input: $input) { coupon { stopped } } }";
  private static final String SHARE =
      "mutation($input: ShareCouponCodeInput!) { shareCouponCode(input: $input) { code { code shared used } } }";
  private static final String GIVE =
      "mutation($input: GiveCouponInput!) { giveCoupon(input: $input) { code { code used customerId coupon { name } } } }";
  private static final String BATCH =
      "mutation($input: CreateCouponBatchInput!) { createCouponBatch(input: $input) { batch { id size } } }";
  private static final String VALIDATE =
      """
      query($c: ID, $codes: [String!]!, $goods: String!, $shipping: String) {
        validateCoupons(customer: $c, codes: $codes, goods: $goods, shipping: $shipping) {
          usable discount { amount } shippingDiscount { amount } codes { code refusal discount { amount } gift } } }
      """;
  private static final String REDEEM =
      """
      mutation($input: RedeemCouponsInput!) { redeemCoupons(input: $input) {
        redemption { id order rolledBackAt uses { code discount { amount } shippingDiscount { amount } gift coupon { name } } } } }
      """;
  private static final String ROLL_BACK =
      "mutation($input: RollBackCouponsInput!) { rollBackCoupons(input: $input) { redemption { id rolledBackAt } } }";

  private final Api admin = Api.as("admin");
  private final Api till = Api.as("till");
  private String programme;
  private Given.Person wei;

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
    wei = Given.customer("Zhang Wei");
  }

  private Map<String, Object> terms(String name, String kind, Object... more) {
    Map<String, Object> input =
        new HashMap<>(Map.of("programme", programme, "name", name, "kind", kind));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  private String coupon(String name, String kind, Object... more) {
    return admin.data(CREATE, "input", terms(name, kind, more)).getString("createCoupon.coupon.id");
  }

  /** A coupon with a code that many may use. */
  private String shared(String code, String kind, Object... more) {
    String id = coupon(code, kind, more);
    admin.data(SHARE, "input", Map.of("coupon", id, "code", code));
    return id;
  }

  private String given(String coupon, Given.Person to, String key) {
    return admin
        .data(GIVE, "input", Map.of("coupon", coupon, "customer", to.id(), "idempotencyKey", key))
        .getString("giveCoupon.code.code");
  }

  private JsonPath validate(Given.Person who, String goods, String shipping, String... codes) {
    return till.data(
            VALIDATE, "c", who.id(), "codes", List.of(codes), "goods", goods, "shipping", shipping)
        .setRootPath("data.validateCoupons");
  }

  private Map<String, Object> use(Given.Person who, String key, String... codes) {
    return new HashMap<>(
        Map.of(
            "customer",
            who.id(),
            "codes",
            List.of(codes),
            "order",
            "W-1",
            "goods",
            "100.00",
            "shipping",
            "8.00",
            "idempotencyKey",
            key));
  }

  private JsonPath redeem(Given.Person who, String key, String... codes) {
    return till.data(REDEEM, "input", use(who, key, codes))
        .setRootPath("data.redeemCoupons.redemption");
  }

  @Test
  void every_kind_gives_what_it_says_alone_and_with_others() {
    shared("TEN", "PERCENTAGE", "percent", 10, "combinable", true);
    shared("FIVE", "AMOUNT", "amount", "5.00", "combinable", true);
    shared("TEA", "GIFT", "gift", "tea", "combinable", true);
    shared("SHIP", "FREE_SHIPPING", "combinable", true);
    shared("ALONE", "AMOUNT", "amount", "20.00");
    JsonPath offer = validate(wei, "100.00", "8.00", "five", "TEN", "tea", "ship");
    assertEquals(true, offer.getBoolean("usable"));
    assertEquals("15.00", offer.getString("discount.amount"));
    assertEquals("8.00", offer.getString("shippingDiscount.amount"));
    assertEquals("tea", offer.getString("codes[2].gift"));
    JsonPath alone = validate(wei, "100.00", "0", "TEN", "ALONE", "ship", "none");
    assertNull(alone.get("codes[0].refusal"));
    assertEquals(
        List.of("NOT_COMBINABLE", "NOTHING_TO_GIVE", "UNKNOWN"),
        alone.getList("codes.refusal").subList(1, 4));
    assertEquals(false, alone.getBoolean("usable"));
    JsonPath redeemed = redeem(wei, "k", "FIVE", "TEN", "TEA", "SHIP");
    assertEquals(List.of("FIVE", "SHIP", "TEA", "TEN"), redeemed.getList("uses.code"));
    assertEquals("5.00", redeemed.getString("uses[0].discount.amount"));
    assertEquals("8.00", redeemed.getString("uses[1].shippingDiscount.amount"));
    assertEquals("10.00", redeemed.getString("uses[3].discount.amount"));
    assertEquals("NOT_ELIGIBLE", till.error(REDEEM, "input", use(wei, "l", "TEN", "ALONE")));
  }

  @Test
  void conditions_are_told_by_name() {
    shared("EARLY", "AMOUNT", "amount", "1", "beginsAt", "2099-01-01T00:00:00Z");
    shared(
        "LATE",
        "AMOUNT",
        "amount",
        "1",
        "beginsAt",
        "2020-01-01T00:00:00Z",
        "endsAt",
        "2020-01-02T00:00:00Z");
    shared("RICH", "AMOUNT", "amount", "1", "minimumSpend", "100.01");
    String stopped = shared("HALT", "AMOUNT", "amount", "1");
    admin.data(STOP, "input", Map.of("coupon", stopped));
    String other = given(coupon("Hers", "AMOUNT", "amount", "1"), Given.customer("Li"), "g");
    List<Object> refusals = new ArrayList<>();
    for (String code : List.of("EARLY", "LATE", "RICH", "HALT", other)) {
      refusals.addAll(validate(wei, "100.00", "0", code).getList("codes.refusal"));
      assertEquals("NOT_ELIGIBLE", till.error(REDEEM, "input", use(wei, "k", code)));
    }
    assertEquals(
        List.of("NOT_BEGUN", "ENDED", "MINIMUM_SPEND", "STOPPED", "OTHER_MEMBER"), refusals);
    admin.data(STOP, "input", Map.of("coupon", stopped, "resume", true));
    redeem(wei, "k", "HALT");
  }

  @Test
  void a_code_of_ones_own_is_used_once_also_by_200_at_once() {
    String code = given(coupon("Ten off", "AMOUNT", "amount", "10.00"), wei, "g");
    List<String> answers = till.atOnce(200, i -> document(wei, "k" + i, code));
    assertEquals(1, answers.stream().filter(answer -> !answer.contains("errors")).count());
    assertEquals(199, answers.stream().filter(answer -> answer.contains("NOT_ELIGIBLE")).count());
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM coupon_use"));
    shared("MANY", "AMOUNT", "amount", "1.00");
    assertEquals(1, new HashSet<>(till.atOnce(50, i -> document(wei, "same", "MANY"))).size());
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM coupon_use"));
  }

  @Test
  void limits_hold_for_many_members_at_once_and_rolling_back_makes_room() {
    String id = shared("FEW", "AMOUNT", "amount", "1.00", "limitInAll", 10, "limitPerMember", 2);
    List<Given.Person> members = new ArrayList<>(List.of(wei));
    for (int i = 1; i < 8; i++) {
      members.add(Given.customer("Member " + i));
    }
    List<String> answers =
        till.atOnce(80, i -> document(members.get(i % members.size()), "k" + i, "FEW"));
    assertEquals(10, answers.stream().filter(answer -> !answer.contains("errors")).count());
    assertEquals(List.of("10"), TestDatabase.rows("SELECT used FROM coupon_count"));
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT account_id FROM coupon_use GROUP BY account_id HAVING count(*) > 2"));
    assertEquals(
        10,
        admin
            .data("query($id: ID!) { node(id: $id) { ... on Coupon { used } } }", "id", id)
            .getInt("node.used"));
    String redemption =
        TypeId.COUPON_REDEMPTION.encode(
            UUID.fromString(
                TestDatabase.rows("SELECT redemption_id FROM coupon_redemption LIMIT 1").get(0)));
    Map<String, Object> back = Map.of("redemption", redemption, "idempotencyKey", "b");
    JsonPath rolled = till.data(ROLL_BACK, "input", back);
    assertNotNull(rolled.get("rollBackCoupons.redemption.rolledBackAt"));
    assertEquals(rolled.getMap(""), till.data(ROLL_BACK, "input", back).getMap(""));
    assertEquals(
        "CONFLICT",
        till.error(ROLL_BACK, "input", Map.of("redemption", redemption, "idempotencyKey", "c")));
    assertEquals(List.of("9"), TestDatabase.rows("SELECT used FROM coupon_count"));
    redeem(Given.customer("Li Fang"), "n", "FEW");
    assertEquals(
        "USED_UP",
        validate(Given.customer("Wu"), "10.00", "0", "FEW").getString("codes[0].refusal"));
  }

  private static String document(Given.Person who, String key, String code) {
    return """
        mutation { redeemCoupons(input: {customer: "%s", codes: ["%s"], order: "o", goods: "50.00", idempotencyKey: "%s"}) { redemption { id } } }
        """
        .formatted(who.id(), code, key);
  }

  @Test
  void a_redemption_that_is_rolled_back_frees_its_codes() {
    String code = given(coupon("Ten off", "AMOUNT", "amount", "10.00"), wei, "g");
    String id = redeem(wei, "k", code).getString("id");
    assertEquals(id, redeem(wei, "k", code).getString("id"));
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED", till.error(REDEEM, "input", use(wei, "k", code, "MORE")));
    assertEquals("USED", validate(wei, "50.00", "0", code).getString("codes[0].refusal"));
    till.data(ROLL_BACK, "input", Map.of("redemption", id, "idempotencyKey", "b"));
    assertEquals("10.00", validate(wei, "50.00", "0", code).getString("discount.amount"));
    assertNotEquals(id, redeem(wei, "l", code).getString("id"));
  }

  @Test
  void a_coupon_follows_its_member_through_a_merge_and_back() {
    Given.Person other = Given.customer("Wei Zhang");
    String coupon = coupon("Ten off", "AMOUNT", "amount", "10.00", "limitPerMember", 1);
    String code = given(coupon, other, "g");
    String own = given(coupon, wei, "h");
    assertEquals("OTHER_MEMBER", validate(wei, "50.00", "0", code).getString("codes[0].refusal"));
    String merge = admin.merge(wei.id(), other.id());
    assertEquals(List.of(own, code), codes(wei));
    redeem(wei, "k", code);
    assertEquals("LIMIT_REACHED", validate(wei, "50.00", "0", own).getString("codes[0].refusal"));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    assertEquals(List.of(own), codes(wei));
    assertEquals(List.of(code), codes(other));
  }

  private List<String> codes(Given.Person person) {
    return admin
        .data(
            "query($id: ID!) { customer(id: $id) { coupons { edges { node { code used } } } } }",
            "id",
            person.id())
        .getList("customer.coupons.edges.node.code");
  }

  @Test
  void the_job_makes_a_batch_of_codes_once_and_they_are_listed_page_by_page() {
    String coupon = coupon("Ten off", "AMOUNT", "amount", "10.00");
    Map<String, Object> input = Map.of("coupon", coupon, "size", 25, "idempotencyKey", "b");
    String id = admin.data(BATCH, "input", input).getString("createCouponBatch.batch.id");
    assertEquals(id, admin.data(BATCH, "input", input).getString("createCouponBatch.batch.id"));
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED",
        admin.error(BATCH, "input", Map.of("coupon", coupon, "size", 26, "idempotencyKey", "b")));
    assertEquals(
        "COMPLETED",
        admin
            .data("mutation { runJob(input: {name: \"make-coupon-codes\"}) { state } }")
            .getString("runJob.state"));
    String page =
        """
        query($id: ID!, $after: String) { node(id: $id) { ... on CouponBatch { size made
          codes(first: 20, after: $after) { edges { node { code used coupon { name } } } pageInfo { hasNextPage endCursor } } } } }
        """;
    JsonPath first = admin.data(page, "id", id);
    assertEquals(25, first.getInt("node.made"));
    JsonPath second =
        admin.data(page, "id", id, "after", first.getString("node.codes.pageInfo.endCursor"));
    Set<String> codes = new HashSet<>(first.getList("node.codes.edges.node.code"));
    codes.addAll(second.getList("node.codes.edges.node.code"));
    assertEquals(25, codes.size());
    assertEquals(List.of("25"), TestDatabase.rows("SELECT count(*) FROM coupon_code"));
    String code = codes.iterator().next();
    redeem(wei, "k", code.toLowerCase(Locale.ROOT).replace("-", " "));
    assertEquals(
        "USED",
        validate(Given.customer("Li Fang"), "50.00", "0", code).getString("codes[0].refusal"));
  }

  @Test
  void what_is_asked_for_badly_is_named() {
    for (Map<String, Object> bad :
        List.of(
            terms(" ", "GIFT", "gift", "tea"),
            terms("n", "PERCENTAGE"),
            terms("n", "PERCENTAGE", "percent", 101),
            terms("n", "AMOUNT", "amount", "0"),
            terms("n", "AMOUNT", "amount", "1", "percent", 5),
            terms("n", "GIFT"),
            terms("n", "FREE_SHIPPING", "maximumDiscount", "1"),
            terms("n", "FREE_SHIPPING", "minimumSpend", "-1"),
            terms("n", "FREE_SHIPPING", "limitPerMember", 0),
            terms("n", "FREE_SHIPPING", "limitInAll", 0),
            terms("n", "FREE_SHIPPING", "endsAt", "2020-01-01T00:00:00Z"))) {
      assertEquals("INVALID_INPUT", admin.error(CREATE, "input", bad), bad::toString);
    }
    String id = shared("TEN", "PERCENTAGE", "percent", 10);
    assertEquals(
        "CONFLICT", admin.error(CREATE, "input", terms("TEN", "PERCENTAGE", "percent", 10)));
    String other = coupon("Other", "PERCENTAGE", "percent", 10);
    assertEquals("CONFLICT", admin.error(SHARE, "input", Map.of("coupon", other, "code", "t-e-n")));
    assertEquals("INVALID_INPUT", admin.error(SHARE, "input", Map.of("coupon", id, "code", "a b")));
    assertEquals(
        "INVALID_INPUT",
        admin.error(BATCH, "input", Map.of("coupon", id, "size", 0, "idempotencyKey", "b")));
    String none = "cpn_01jq0000000000000000000000";
    assertEquals("NOT_FOUND", admin.error(STOP, "input", Map.of("coupon", none)));
    assertEquals(
        "NOT_FOUND",
        admin.error(
            GIVE, "input", Map.of("coupon", none, "customer", wei.id(), "idempotencyKey", "g")));
    assertEquals("INVALID_INPUT", till.error(REDEEM, "input", use(wei, "k", "TEN", "t en")));
    assertEquals("INVALID_INPUT", till.error(REDEEM, "input", use(wei, "k")));
    assertEquals("FORBIDDEN", till.error(CREATE, "input", terms("n", "GIFT", "gift", "t")));
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    assertEquals("FORBIDDEN", member.error(REDEEM, "input", use(wei, "k", "TEN")));
    assertEquals(
        "10.00",
        member
            .data(VALIDATE, "codes", List.of("TEN"), "goods", "100.00")
            .getString("validateCoupons.discount.amount"));
    assertEquals(
        List.of("TEN", "Other"),
        admin.data("{ coupons { edges { node { name } } } }").getList("coupons.edges.node.name"));
  }
}
