package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.commerce.OrderFact;
import io.tributary.commerce.OrderStatus;
import io.tributary.commerce.ReturnFact;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Segment's e-commerce events as sales and returns. */
class OrderEventsTest {
  private static final Instant AT = Instant.parse("2026-03-01T11:00:00Z");

  @Test
  void a_completed_order_is_a_paid_sale_with_lines() {
    OrderFact order =
        sale(
            "Order Completed",
            """
            "order_id": "o1", "total": 27.5, "shipping": 3, "tax": "2.00", "discount": 2.50, "currency": "usd",
            "affiliation": "Google Store", "channel": "app", "products": [
              {"product_id": "507f", "sku": "45790-32", "name": "Monopoly", "price": 19, "quantity": 1, "category": "Games"},
              {"product_id": "505b", "name": "UNO", "price": 3, "quantity": 2}]""");
    assertEquals(
        new OrderFact(
            null,
            "o1",
            AT,
            OrderStatus.PAID,
            "app",
            "Google Store",
            "USD",
            2750,
            300,
            200,
            250,
            0,
            null,
            List.of(
                new OrderFact.Line(
                    "45790-32", "45790-32", "Monopoly", "Games", BigDecimal.ONE, 1900, 0),
                new OrderFact.Line("505b", "505b", "UNO", null, BigDecimal.valueOf(2), 600, 0)),
            null),
        order);
  }

  @Test
  void the_total_follows_from_what_else_is_there() {
    assertEquals(
        2500,
        sale("Order Completed", "\"orderId\": 1, \"revenue\": 20, \"shipping\": 3, \"tax\": 2")
            .totalMinor());
    assertEquals(
        2100,
        sale(
                "Order Completed",
                """
                "order_id": "1", "shipping": 3, "discount": 2, "products": [{"sku": "a", "price": 10, "quantity": 2}]""")
            .totalMinor());
    assertEquals(
        "an order needs a total, a revenue or products with prices",
        refusal("Order Completed", "\"order_id\": \"1\""));
  }

  @Test
  void a_product_on_two_lines_has_two_keys() {
    List<String> keys =
        sale(
                "Order Completed",
                """
                "order_id": "1", "total": 1, "products": [{"sku": "a"}, {"sku": "a"}, {"name": "b"}, {"name": "c"}, {"sku": "a"}]""")
            .lines()
            .stream()
            .map(OrderFact.Line::key)
            .toList();
    assertEquals(List.of("a", "a (2)", "line 3", "line 4", "a (3)"), keys);
  }

  @Test
  void decimals_are_exact_and_noise_is_rounded() {
    assertEquals(2999, total("29.990000000000002"));
    assertEquals(10, total("0.1000000"));
    assertEquals(30, total("0.30000000000000004"));
    assertEquals("total 29.999 has more than the 2 decimals of CNY", refusalOfTotal("29.999"));
    assertEquals("total is negative; money given back is an Order Refunded", refusalOfTotal("-1"));
    assertEquals("total is not a number: abc", refusalOfTotal("\"abc\""));
    assertEquals("total is not a number", refusalOfTotal("{}"));
    assertEquals("total is too large an amount", refusalOfTotal("1e30"));
    assertEquals(
        1500,
        sale("Order Completed", "\"order_id\": 1, \"total\": 1500, \"currency\": \"JPY\"")
            .totalMinor());
    assertEquals(
        "currency ZZZ is no ISO 4217 code",
        refusal("Order Completed", "\"order_id\": 1, \"total\": 1, \"currency\": \"zzz\""));
  }

  @Test
  void weighed_goods_are_rounded_as_at_a_till() {
    assertEquals(
        455, // 12.99 a kilogram, 350 g
        sale(
                "Order Completed",
                "\"order_id\": 1, \"products\": [{\"sku\": \"ham\", \"price\": 12.99, \"quantity\": 0.35}]")
            .totalMinor());
  }

  @Test
  void an_order_without_an_id_is_refused() {
    assertEquals("order_id is missing", refusal("Order Completed", "\"total\": 1"));
    assertEquals("order_id is missing", refusal("Order Refunded", "\"total\": 1"));
    assertEquals(
        "order_id is the word undefined, which is no id",
        refusal("Order Cancelled", "\"order_id\": \"undefined\""));
  }

  @Test
  void an_order_goes_from_placed_to_paid_or_cancelled() {
    assertEquals(
        OrderStatus.PENDING, sale("order placed", "\"order_id\": 1, \"total\": 1").status());
    assertEquals(
        OrderStatus.PENDING, sale("Order Updated", "\"order_id\": 1, \"total\": 1").status());
    assertEquals(
        OrderStatus.PAID,
        sale("Order Updated", "\"order_id\": 1, \"total\": 1, \"status\": \"Paid\"").status());
    assertEquals(
        new Fact.Cancellation("1", AT),
        Said.track(
            Fact.Cancellation.class,
            "Order Updated",
            "\"order_id\": 1, \"status\": \"cancelled\""));
    assertEquals(
        new Fact.Cancellation("1", AT),
        Said.track(Fact.Cancellation.class, "Order Canceled", "\"order_id\": 1"));
  }

  @Test
  void an_order_is_delivered_by_an_event_or_by_its_status() {
    assertEquals(
        new Fact.Delivery("1", AT),
        Said.track(Fact.Delivery.class, "Order Delivered", "\"order_id\": 1"));
    OrderFact updated =
        sale("Order Updated", "\"order_id\": 1, \"total\": 1, \"status\": \"delivered\"");
    assertEquals(OrderStatus.PAID, updated.status());
    assertEquals(AT, updated.deliveredAt());
    assertNull(
        sale("Order Updated", "\"order_id\": 1, \"total\": 1, \"status\": \"shipped\"")
            .deliveredAt());
  }

  @Test
  void a_refund_is_of_an_amount_of_products_or_of_all_that_is_left() {
    ReturnFact amount =
        refund("\"order_id\": 1, \"total\": 8, \"return_id\": \"r\", \"reason\": \"torn\"");
    assertEquals(new ReturnFact("r", "1", AT, null, 800L, null, null, "torn"), amount);
    ReturnFact products =
        refund(
            "\"order_id\": 1, \"currency\": \"USD\", \"products\": [{\"sku\": \"a\", \"price\": 2.5, \"quantity\": 3}]");
    assertEquals(750L, products.amountMinor());
    assertEquals("a", products.sku());
    assertEquals("USD", products.currency());
    assertEquals(BigDecimal.valueOf(3), products.quantity());
    assertNull(refund("\"order_id\": 1").amountMinor());
    assertNull(refund("\"order_id\": 1, \"products\": [{\"sku\": \"a\"}]").amountMinor());
  }

  @Test
  void a_refund_without_an_id_is_known_by_what_it_says() {
    String id = refund("\"order_id\": 1, \"total\": 8").externalId();
    assertEquals(id, refund("\"order_id\": \"1\", \"total\": 8.00").externalId());
    assertNotEquals(id, refund("\"order_id\": 1, \"total\": 7").externalId());
    assertNotEquals(id, refund("\"order_id\": 2, \"total\": 8").externalId());
  }

  @Test
  void contact_details_on_an_order_identify_its_buyer() {
    Reading.Message message =
        Said.message(
            Said.tracked(
                "Order Completed", "\"order_id\": 1, \"total\": 1, \"email\": \"a@b.cn\""));
    assertTrue(message.who().paid());
    assertEquals("a@b.cn", message.who().identifiers().get(0).value());
    assertTrue(
        !Said.message(Said.tracked("Order Placed", "\"order_id\": 1, \"total\": 1")).who().paid());
  }

  /** Law: whole cents times pieces is exact, however the JSON number is written. */
  @Property(tries = 200)
  void a_line_is_its_price_times_its_pieces(
      @ForAll @LongRange(min = 0, max = 100_000_000) long cents,
      @ForAll @IntRange(min = 1, max = 1_000) int pieces) {
    OrderFact order =
        sale(
            "Order Completed",
            "\"order_id\": 1, \"products\": [{\"sku\": \"a\", \"price\": %s, \"quantity\": %d}]"
                .formatted(BigDecimal.valueOf(cents, 2), pieces));
    assertEquals(cents * pieces, order.totalMinor());
  }

  private static OrderFact sale(String event, String properties) {
    return Said.track(Fact.Sale.class, event, properties).order();
  }

  private static ReturnFact refund(String properties) {
    return Said.track(Fact.Refund.class, "Order Refunded", properties).given();
  }

  private static long total(String number) {
    return sale("Order Completed", "\"order_id\": 1, \"total\": " + number).totalMinor();
  }

  private static String refusalOfTotal(String number) {
    return refusal("Order Completed", "\"order_id\": 1, \"total\": " + number);
  }

  private static String refusal(String event, String properties) {
    return Said.refusal(Said.tracked(event, properties));
  }
}
