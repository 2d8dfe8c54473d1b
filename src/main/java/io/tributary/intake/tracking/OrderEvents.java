package io.tributary.intake.tracking;

import io.tributary.commerce.OrderFact;
import io.tributary.commerce.OrderStatus;
import io.tributary.commerce.ReturnFact;
import io.tributary.identity.IdWords;
import io.tributary.platform.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The e-commerce events that are sales, returns, deliveries and cancellations (Segment's e-commerce
 * spec, and {@code Order Delivered}, which it lacks).
 */
final class OrderEvents {
  private static final String DELIVERED = "delivered";
  private static final Set<String> PAID_WORDS =
      Set.of("paid", "completed", "fulfilled", "shipped", DELIVERED);

  private OrderEvents() {}

  /**
   * Reads an event that is about an order.
   *
   * @param event its name in lower case, words apart
   * @param properties as sent
   * @param usualCurrency of amounts that name none
   * @param occurredAt by our clock
   * @param saidAt by the sender's clock, the same however often it is sent; null when not said
   * @return empty when it is about no order
   * @throws Refused when it lacks what an order needs
   */
  static Optional<Fact> read(
      String event, Fields properties, String usualCurrency, Instant occurredAt, Instant saidAt) {
    return switch (event) {
      case "order completed", "completed order" ->
          Optional.of(sale(properties, OrderStatus.PAID, usualCurrency, occurredAt, null));
      case "order placed" ->
          Optional.of(sale(properties, OrderStatus.PENDING, usualCurrency, occurredAt, null));
      case "order updated" -> {
        OrderStatus status = status(properties);
        yield status == OrderStatus.CANCELLED
            ? Optional.of(new Fact.Cancellation(orderId(properties), occurredAt))
            : Optional.of(
                sale(
                    properties,
                    status,
                    usualCurrency,
                    occurredAt,
                    word(properties).equals(DELIVERED) ? occurredAt : null));
      }
      case "order refunded" -> Optional.of(refund(properties, usualCurrency, occurredAt, saidAt));
      case "order delivered", "delivered order" ->
          Optional.of(new Fact.Delivery(orderId(properties), occurredAt));
      case "order cancelled", "order canceled" ->
          Optional.of(new Fact.Cancellation(orderId(properties), occurredAt));
      default -> Optional.empty();
    };
  }

  /**
   * Segment's spec gives an update no status. Without one it is read as not yet paid, which takes
   * nothing from an order that is known as paid and counts nothing that nobody paid.
   */
  private static OrderStatus status(Fields properties) {
    String word = word(properties);
    if (word.equals("cancelled") || word.equals("canceled")) {
      return OrderStatus.CANCELLED;
    }
    return PAID_WORDS.contains(word) ? OrderStatus.PAID : OrderStatus.PENDING;
  }

  private static String word(Fields properties) {
    String status = properties.text("status", "order_status");
    return status == null ? "" : status.toLowerCase(Locale.ROOT);
  }

  private static Fact sale(
      Fields properties,
      OrderStatus status,
      String usualCurrency,
      Instant occurredAt,
      Instant deliveredAt) {
    Amounts amounts = Amounts.in(properties.text("currency"), usualCurrency);
    List<OrderFact.Line> lines = lines(properties, amounts);
    return new Fact.Sale(
        new OrderFact(
            null,
            orderId(properties),
            occurredAt,
            status,
            properties.text("channel"),
            properties.text("store", "store_code", "store_id", "affiliation"),
            amounts.currency(),
            total(properties, amounts, lines),
            amounts.orZero(properties, "shipping"),
            amounts.orZero(properties, "tax"),
            amounts.orZero(properties, "discount"),
            amounts.orZero(properties, "points_paid"),
            lines.isEmpty() ? properties.number("quantity") : null, // its lines say it
            lines,
            deliveredAt));
  }

  /**
   * What the customer owed. In the spec, total holds shipping and tax; revenue and subtotal are
   * after discounts and before shipping and tax; prices of products are before all of them.
   */
  private static long total(Fields properties, Amounts amounts, List<OrderFact.Line> lines) {
    Long total = amounts.of(properties, "total");
    if (total != null) {
      return total;
    }
    Long goods = amounts.of(properties, "revenue", "subtotal");
    if (goods == null && lines.isEmpty()) {
      throw new Refused("an order needs a total, a revenue or products with prices");
    }
    try {
      if (goods == null) {
        goods = 0L;
        for (OrderFact.Line line : lines) {
          goods = Math.addExact(goods, line.amountMinor());
        }
        goods = Math.subtractExact(goods, amounts.orZero(properties, "discount"));
      }
      long added =
          Math.addExact(amounts.orZero(properties, "shipping"), amounts.orZero(properties, "tax"));
      if (Math.addExact(goods, added) < 0) {
        throw new Refused("discount is more than the products cost");
      }
      return Math.addExact(goods, added);
    } catch (ArithmeticException e) {
      throw new Refused("the order's amounts are too large");
    }
  }

  private static List<OrderFact.Line> lines(Fields properties, Amounts amounts) {
    List<OrderFact.Line> lines = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Fields product : properties.objects("products")) {
      BigDecimal quantity = quantity(product);
      BigDecimal price = product.number("price");
      String sku = product.text("sku", "product_id", "id");
      String named = product.text("line_id", "line_item_id");
      String key = named != null ? named : sku != null ? sku : "line " + (lines.size() + 1);
      for (int n = 2; !keys.add(key); n++) {
        key = (named != null ? named : sku) + " (" + n + ")"; // one product on two lines
      }
      lines.add(
          new OrderFact.Line(
              key,
              sku,
              product.text("name"),
              product.text("category"),
              quantity,
              price == null ? 0 : amounts.times(price, quantity),
              amounts.orZero(product, "discount")));
    }
    return lines;
  }

  private static Fact refund(
      Fields properties, String usualCurrency, Instant occurredAt, Instant saidAt) {
    String orderId = orderId(properties);
    String named = properties.text("currency");
    Amounts amounts = Amounts.in(named, usualCurrency);
    List<Fields> products = properties.objects("products");
    Long amount = amounts.of(properties, "refund_amount", "amount", "total");
    List<OrderFact.Line> lines = lines(properties, amounts);
    if (amount == null && !products.isEmpty()) {
      boolean priced = products.stream().allMatch(product -> product.number("price") != null);
      amount = priced ? sum(lines) : null;
    }
    String id = properties.text("refund_id", "return_id");
    Instant at = saidAt == null ? occurredAt : saidAt;
    return new Fact.Refund(
        new ReturnFact(
            id != null ? id : Ids.hash("refund", orderId, amount + "", at + "").toString(),
            orderId,
            occurredAt,
            named == null ? null : amounts.currency(),
            amount,
            products.size() == 1 ? lines.get(0).sku() : null,
            pieces(lines),
            properties.text("reason")));
  }

  private static long sum(List<OrderFact.Line> lines) {
    try {
      long sum = 0;
      for (OrderFact.Line line : lines) {
        sum = Math.addExact(sum, line.amountMinor());
      }
      return sum;
    } catch (ArithmeticException e) {
      throw new Refused("the amounts of the products are too large");
    }
  }

  private static BigDecimal pieces(List<OrderFact.Line> lines) {
    return lines.isEmpty()
        ? null
        : lines.stream().map(OrderFact.Line::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal quantity(Fields product) {
    BigDecimal quantity = product.number("quantity");
    if (quantity == null) {
      return BigDecimal.ONE;
    }
    if (quantity.signum() <= 0) {
      throw new Refused("quantity of a product is not above 0");
    }
    return quantity;
  }

  private static String orderId(Fields properties) {
    String id = properties.text("order_id");
    Optional<String> refusal = IdWords.refusal(id);
    if (refusal.isPresent()) {
      throw new Refused("order_id " + (id == null ? "is missing" : refusal.get()));
    }
    return id;
  }
}
