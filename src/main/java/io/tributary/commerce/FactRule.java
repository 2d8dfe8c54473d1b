package io.tributary.commerce;

import io.tributary.platform.Money;
import io.tributary.platform.Outcome;
import io.tributary.platform.Partitions;
import io.tributary.platform.Storable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a sale, a line and a return must be, on their own, to be taken in. */
final class FactRule {
  /**
   * A million times a million whole units: more is a broken number, and sums have room to spare.
   */
  static final long MOST = 100_000_000_000_000L;

  private FactRule() {}

  /** What is wrong with a sale; empty when nothing is. */
  static Optional<Outcome> fault(OrderFact fact) {
    if (fact.profileId() == null) {
      return refused("customer_ref", "An order needs a customer; give customer_ref.");
    }
    if (isNone(fact.externalId())) {
      return refused("order_id", "An order needs an id; give order_id.");
    }
    if (isNoTime(fact.orderedAt())) {
      return refused("ordered_at", "An order needs a time after 1970-01-01.");
    }
    if (fact.deliveredAt() != null && isNoTime(fact.deliveredAt())) {
      return refused("delivered_at", "A delivery needs a time after 1970-01-01.");
    }
    if (fact.status() == null) {
      return refused("status", "An order is PENDING, PAID or CANCELLED.");
    }
    if (!Money.isCurrency(fact.currency())) {
      return refused("currency", "\"" + fact.currency() + "\" is no ISO 4217 currency.");
    }
    if (fact.totalMinor() < 0) {
      return refused("total", "An order's total cannot be below 0; send money back as a return.");
    }
    Optional<Outcome> amount = amountFault(fact);
    if (amount.isPresent()) {
      return amount;
    }
    if (!CatalogueRule.isCode(fact.storeCode())) {
      return refused(
          "store", "The store's code is longer than 200 characters or holds a control character.");
    }
    if (!Storable.number(fact.quantity())) {
      return refused("quantity", "The quantity is a number without end; correct it.");
    }
    if (!storable(fact.externalId(), fact.channel(), fact.storeCode())) {
      return refused("order_id", "The row holds a NUL character; remove it.");
    }
    return linesFault(fact);
  }

  private static Optional<Outcome> amountFault(OrderFact fact) {
    Map<String, Long> amounts =
        Map.of(
            "total", fact.totalMinor(),
            "shipping", fact.shippingMinor(),
            "tax", fact.taxMinor(),
            "discount", fact.discountMinor(),
            "points_paid", fact.pointsMinor());
    return amounts.entrySet().stream()
        .filter(amount -> isTooMuch(amount.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .flatMap(column -> refused(column, "The amount is too large to be one."));
  }

  private static Optional<Outcome> linesFault(OrderFact fact) {
    Map<String, UUID> contents = new HashMap<>();
    for (OrderFact.Line line : lines(fact)) {
      Optional<Outcome> fault = fault(line);
      if (fault.isPresent()) {
        return fault;
      }
      UUID content = FactHash.content(line);
      UUID earlier = contents.putIfAbsent(key(line), content);
      if (earlier != null && !earlier.equals(content)) {
        return Optional.of(contradictingLine(key(line), fact.externalId()));
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a line, its order apart; empty when nothing is. */
  static Optional<Outcome> fault(LineFact fact) {
    if (isNone(fact.orderExternalId())) {
      return refused("order_id", "A line needs its order; give order_id.");
    }
    if (fact.orderedAt() != null && isNoTime(fact.orderedAt())) {
      return refused("ordered_at", "An order's time is after 1970-01-01.");
    }
    if (fact.currency() != null && !Money.isCurrency(fact.currency())) {
      return refused("currency", "\"" + fact.currency() + "\" is no ISO 4217 currency.");
    }
    if (!CatalogueRule.isCode(fact.storeCode())) {
      return refused(
          "store", "The store's code is longer than 200 characters or holds a control character.");
    }
    if (!storable(fact.orderExternalId(), fact.channel(), fact.storeCode())) {
      return refused("order_id", "The row holds a NUL character; remove it.");
    }
    return fault(fact.line());
  }

  private static Optional<Outcome> fault(OrderFact.Line line) {
    if (isNone(key(line))) {
      return refused("line_id", "A line needs an id or an SKU; give line_id.");
    }
    if (line.quantity() == null || !Storable.number(line.quantity())) {
      return refused("quantity", "A line needs a quantity.");
    }
    if (isTooMuch(line.amountMinor()) || isTooMuch(line.discountMinor())) {
      return refused("amount", "The amount is too large to be one.");
    }
    if (!storable(key(line), line.sku(), line.name(), line.category())) {
      return refused("line_id", "The line holds a NUL character; remove it.");
    }
    return Optional.empty();
  }

  /** What an unknown order needs of a line to be made from it; empty when it has that. */
  static Optional<Outcome> missingForOrder(LineFact fact) {
    String what =
        fact.profileId() == null
            ? "customer_ref"
            : fact.orderedAt() == null ? "ordered_at" : fact.currency() == null ? "currency" : null;
    return what == null
        ? Optional.empty()
        : refused(
            what,
            "Order "
                + fact.orderExternalId()
                + " is not known, and the line has no "
                + what
                + " to make it from; send the order first or add "
                + what
                + ".");
  }

  /** What is wrong with a return, its order apart; empty when nothing is. */
  static Optional<Outcome> fault(ReturnFact fact) {
    if (isNone(fact.orderExternalId())) {
      return refused("order_id", "A return needs its order; give order_id.");
    }
    if (fact.externalId() != null && fact.externalId().isBlank()) {
      return refused("return_id", "The return's id is blank; leave it out or give one.");
    }
    if (isNoTime(fact.returnedAt())) {
      return refused("returned_at", "A return needs a time after 1970-01-01.");
    }
    if (fact.currency() != null && !Money.isCurrency(fact.currency())) {
      return refused("currency", "\"" + fact.currency() + "\" is no ISO 4217 currency.");
    }
    if (fact.amountMinor() != null && (fact.amountMinor() < 0 || isTooMuch(fact.amountMinor()))) {
      return refused("amount", "A return's amount is 0 or more: what was given back.");
    }
    if (!Storable.number(fact.quantity())) {
      return refused("quantity", "The quantity is a number without end; correct it.");
    }
    if (!storable(fact.orderExternalId(), fact.externalId(), fact.sku(), fact.reason())) {
      return refused("return_id", "The row holds a NUL character; remove it.");
    }
    return Optional.empty();
  }

  /** What is wrong with a cancellation; empty when nothing is. */
  static Optional<Outcome> cancellationFault(String orderExternalId, Instant cancelledAt) {
    if (isNone(orderExternalId) || !storable(orderExternalId)) {
      return refused("order_id", "A cancellation needs its order; give order_id.");
    }
    return isNoTime(cancelledAt)
        ? refused("cancelled_at", "A cancellation needs a time after 1970-01-01.")
        : Optional.empty();
  }

  /** What is wrong with a delivery; empty when nothing is. */
  static Optional<Outcome> deliveryFault(String orderExternalId, Instant deliveredAt) {
    if (isNone(orderExternalId) || !storable(orderExternalId)) {
      return refused("order_id", "A delivery needs its order; give order_id.");
    }
    return isNoTime(deliveredAt)
        ? refused("delivered_at", "A delivery needs a time after 1970-01-01.")
        : Optional.empty();
  }

  static Outcome contradictingReturn(ReturnFact fact) {
    String which =
        fact.externalId() == null
            ? "a return of order " + fact.orderExternalId() + " at " + fact.returnedAt()
            : "return " + fact.externalId();
    return Outcome.refused(
        "return_id",
        which + " is already recorded with other values; give each return a return_id");
  }

  static Outcome contradictingLine(String lineKey, String orderExternalId) {
    return Outcome.refused(
        "line_id",
        "line "
            + lineKey
            + " of order "
            + orderExternalId
            + " is already recorded with other values; give each line a line_id");
  }

  /** A line's id within its order: its own, else its SKU. */
  static String key(OrderFact.Line line) {
    return isNone(line.key()) ? line.sku() : line.key();
  }

  /** The lines of a sale; none when it has none. */
  static List<OrderFact.Line> lines(OrderFact fact) {
    return fact.lines() == null ? List.of() : fact.lines();
  }

  private static boolean isNone(String text) {
    return text == null || text.isBlank();
  }

  private static boolean isNoTime(Instant instant) {
    return instant == null || instant.isBefore(Partitions.EARLIEST);
  }

  private static boolean isTooMuch(long amountMinor) {
    return amountMinor > MOST || amountMinor < -MOST;
  }

  private static boolean storable(String... texts) {
    return Stream.of(texts).allMatch(Storable::text);
  }

  private static Optional<Outcome> refused(String column, String reason) {
    return Optional.of(Outcome.refused(column, reason));
  }
}
