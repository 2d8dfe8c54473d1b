package io.tributary.loyalty.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PaymentTest {
  private static final String RULE =
      "mutation($input: SetPointsPaymentInput!) { setPointsPayment(input: $input) { rule { points worth { amount } maximumShare } } }";
  private static final String PAY =
      "mutation($input: PayWithPointsInput!) { payWithPoints(input: $input) { payment { redemption order points back amount { amount } } points { available } } }";

  @Inject Changes changes;
  private final Api admin = Api.as("admin");
  private final Api till = Api.as("till");
  private String programme;
  private Given.Person wei;

  @BeforeEach
  void a_member_with_points_that_pay() {
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
    worth("1.00");
    wei = Given.customer("Zhang Wei");
    admin.data(
        "mutation($c: ID!) { earnPoints(input: {customer: $c, points: 5000, idempotencyKey: \"e\"}) { points { available } } }",
        "c",
        wei.id());
  }

  private void worth(String money, Object... more) {
    Map<String, Object> input =
        new HashMap<>(Map.of("programme", programme, "points", 100, "worth", money));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    admin.data(RULE, "input", input);
  }

  private Map<String, Object> payment(long points, String order, String key) {
    return new HashMap<>(
        Map.of(
            "customer", wei.id(),
            "points", points,
            "source", Given.source("till").getId(),
            "order", order,
            "idempotencyKey", key));
  }

  private JsonPath pay(long points, String order, String key) {
    return till.data(PAY, "input", payment(points, order, key)).setRootPath("data.payWithPoints");
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  private static String external(Given.Sale sale) {
    return "o-" + sale.uuid();
  }

  private static void touch() {
    TestDatabase.run("UPDATE customer_order SET changed_at = clock_timestamp()");
  }

  private List<String> entries() {
    return TestDatabase.rows(
        "SELECT kind, amount FROM points_entry ORDER BY recorded_at, entry_id");
  }

  private int available() {
    return admin
        .data("query($id: ID!) { customer(id: $id) { points { available } } }", "id", wei.id())
        .getInt("customer.points.available");
  }

  @Test
  void points_pay_for_an_order_once_per_key() {
    JsonPath paid = pay(3000, "W-1", "k");
    assertEquals("30.00", paid.getString("payment.amount.amount"));
    assertEquals("W-1", paid.getString("payment.order"));
    assertEquals(2000, paid.getInt("points.available"));
    assertEquals(paid.getMap(""), pay(3000, "W-1", "k").getMap(""));
    assertEquals("IDEMPOTENCY_KEY_REUSED", till.error(PAY, "input", payment(3001, "W-1", "k")));
    assertEquals("INSUFFICIENT_POINTS", till.error(PAY, "input", payment(2001, "W-1", "l")));
    assertEquals(List.of("EARN|5000", "REDEEM|-3000"), entries());
  }

  @Test
  void points_go_back_by_themselves_with_any_split_of_a_return() {
    Given.Sale sale = wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    pay(1000, external(sale), "k");
    settle();
    assertEquals(4000, available());
    sale.returned("33.33", "2024-03-02T10:00:00Z");
    touch();
    settle();
    settle();
    sale.returned("33.33", "2024-03-03T10:00:00Z");
    settle();
    assertEquals(4666, available());
    JsonPath order =
        admin.data(
            """
            query($id: ID!) { customer(id: $id) { orders(first: 1) { edges { node {
              pointsPayments { points back amount { amount } } } } } } }
            """,
            "id",
            wei.id());
    assertEquals(666, order.getInt("customer.orders.edges[0].node.pointsPayments[0].back"));
    sale.returned("33.34", "2024-03-04T10:00:00Z");
    settle();
    assertEquals(5000, available());
    assertEquals(
        List.of(
            "EARN|5000",
            "REDEEM|-1000",
            "CANCEL_REDEMPTION|333",
            "CANCEL_REDEMPTION|333",
            "CANCEL_REDEMPTION|334"),
        entries());
  }

  @Test
  void a_return_that_was_known_before_the_payment_counts_and_so_does_a_cancellation() {
    Given.Sale sale = wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    sale.returned("50.00", "2024-03-02T10:00:00Z");
    pay(1000, external(sale), "k");
    settle();
    assertEquals(4500, available());
    TestDatabase.run("UPDATE customer_order SET status = 'CANCELLED'");
    settle();
    assertEquals(5000, available());
  }

  @Test
  void what_staff_gave_back_does_not_go_back_twice() {
    Given.Sale sale = wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    String redemption = pay(1000, external(sale), "k").getString("payment.redemption");
    admin.data(
        "mutation($r: ID!) { cancelRedemption(input: {redemption: $r, points: 300, idempotencyKey: \"c\"}) { points { available } } }",
        "r",
        redemption);
    sale.returned("50.00", "2024-03-02T10:00:00Z");
    settle();
    assertEquals(4500, available());
  }

  @Test
  void the_part_that_points_paid_earns_nothing_and_returns_take_back_in_proportion() {
    admin.data(
        """
        mutation($p: ID!) { publishEarningPolicy(input: {programme: $p, pointsPerUnit: "1", effectiveFrom: "2024-01-01T00:00:00Z"}) { policy { number } } }
        """,
        "p",
        programme);
    Given.Sale sale = wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    settle(); // the sale is reckoned before its payment is known
    pay(3000, external(sale), "k");
    settle();
    assertEquals(List.of("EARN|5000", "EARN|100", "REDEEM|-3000", "CLAW_BACK|-30"), entries());
    sale.returned("50.00", "2024-03-02T10:00:00Z");
    touch();
    settle();
    // half of the 70 that the money earned, and half of the points that paid
    assertEquals(5000 + 70 - 3000 - 35 + 1500, available());
    sale.returned("50.00", "2024-03-03T10:00:00Z");
    touch();
    settle();
    assertEquals(5000, available());
  }

  @Test
  void a_payment_within_the_limits_only() {
    worth("1.00", "minimumPoints", 200, "maximumPoints", 2000, "maximumShare", 20);
    assertEquals("INVALID_INPUT", till.error(PAY, "input", payment(500, "W-1", "k")));
    Map<String, Object> input = payment(500, "W-1", "k");
    input.put("total", "24.99");
    assertEquals("INVALID_INPUT", till.error(PAY, "input", input));
    input.put("total", "25.00");
    till.data(PAY, "input", input);
    assertEquals("INVALID_INPUT", till.error(PAY, "input", payment(199, "W-2", "l")));
    JsonPath currencies =
        admin.data(
            "{ programmes { edges { node { currencies { code paymentRule { maximumShare worth { amount } } } } } } }");
    String first = "programmes.edges[0].node.currencies";
    assertEquals(20, currencies.getInt(first + "[0].paymentRule.maximumShare"));
    assertNull(currencies.get(first + "[1].paymentRule"));
  }

  @Test
  void what_is_asked_for_badly_is_named() {
    for (Object[] bad :
        List.of(
            new Object[] {"points", 0},
            new Object[] {"worth", "0"},
            new Object[] {"worth", "much"},
            new Object[] {"minimumPoints", 0},
            new Object[] {"maximumPoints", 0},
            new Object[] {"maximumShare", 101},
            new Object[] {"currency", "GROWTH"})) {
      Map<String, Object> input =
          new HashMap<>(Map.of("programme", programme, "points", 100, "worth", "1.00"));
      input.put((String) bad[0], bad[1]);
      assertEquals("INVALID_INPUT", admin.error(RULE, "input", input), (String) bad[0]);
    }
    assertEquals(
        "FORBIDDEN",
        till.error(RULE, "input", Map.of("programme", programme, "points", 1, "worth", "1")));
    Map<String, Object> unknown = payment(1, "W-1", "k");
    unknown.put("source", "src_01jq0000000000000000000000");
    assertEquals("NOT_FOUND", till.error(PAY, "input", unknown));
    assertEquals("INVALID_INPUT", till.error(PAY, "input", payment(100, " ", "k")));
    Map<String, Object> growth = payment(100, "W-1", "k");
    growth.put("currency", "GROWTH");
    assertEquals("INVALID_INPUT", till.error(PAY, "input", growth));
  }
}
