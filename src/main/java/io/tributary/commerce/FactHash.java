package io.tributary.commerce;

import io.tributary.identity.Source;
import io.tributary.platform.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What facts are recognised by: the hash of a channel's own id, and the hash of what was sent,
 * which tells a repetition from a contradiction.
 */
final class FactHash {
  /** The content of a key that was taken for an order of which nothing but its id is known. */
  static final UUID UNKNOWN = Ids.hash("unknown order");

  /** The content of an order that was made from its lines. */
  static final UUID FROM_LINES = Ids.hash("order made from its lines");

  private FactHash() {}

  static UUID order(Source source, String externalId) {
    return Orders.key(source.uuid(), externalId);
  }

  static UUID line(Source source, String orderExternalId, OrderFact.Line line) {
    return Ids.hash("line", source.uuid().toString(), orderExternalId, FactRule.key(line));
  }

  /** Without an id of its own a return is known by its order, time, amount and product. */
  static UUID returned(Source source, ReturnFact fact) {
    String id = source.uuid().toString();
    return fact.externalId() != null
        ? Ids.hash("return", id, fact.externalId())
        : Ids.hash(
            "return",
            id,
            fact.orderExternalId(),
            text(fact.returnedAt().truncatedTo(ChronoUnit.MICROS)),
            text(fact.amountMinor()),
            text(fact.sku()));
  }

  static UUID cancellation(Source source, String orderExternalId) {
    return Ids.hash("cancellation", source.uuid().toString(), orderExternalId);
  }

  /** One delivery said at another time is another fact: the earliest counts. */
  static UUID delivery(Source source, String orderExternalId, Instant at) {
    String time = text(at.truncatedTo(ChronoUnit.MICROS));
    return Ids.hash("delivery", source.uuid().toString(), orderExternalId, time);
  }

  static UUID content(OrderFact fact) {
    List<String> parts = new ArrayList<>();
    parts.add(text(fact.profileId()));
    parts.add(text(fact.orderedAt().truncatedTo(ChronoUnit.MICROS)));
    parts.add(text(fact.status()));
    parts.add(text(fact.channel()));
    parts.add(text(fact.storeCode()));
    parts.add(text(fact.currency()));
    parts.add(text(fact.totalMinor()));
    parts.add(text(fact.shippingMinor()));
    parts.add(text(fact.taxMinor()));
    parts.add(text(fact.discountMinor()));
    parts.add(text(fact.pointsMinor()));
    parts.add(number(fact.quantity()));
    if (fact.deliveredAt() != null) { // else as before rows could say it
      parts.add(text(fact.deliveredAt().truncatedTo(ChronoUnit.MICROS)));
    }
    for (OrderFact.Line line : FactRule.lines(fact)) {
      parts.add(FactRule.key(line));
      parts.add(content(line).toString());
    }
    return Ids.hash(parts.toArray(String[]::new));
  }

  static UUID content(OrderFact.Line line) {
    return Ids.hash(
        text(line.sku()),
        text(line.name()),
        text(line.category()),
        number(line.quantity()),
        text(line.amountMinor()),
        text(line.discountMinor()));
  }

  static UUID content(ReturnFact fact) {
    return Ids.hash(
        fact.orderExternalId(),
        text(fact.returnedAt().truncatedTo(ChronoUnit.MICROS)),
        text(fact.currency()),
        text(fact.amountMinor()),
        text(fact.sku()),
        number(fact.quantity()),
        text(fact.reason()));
  }

  /** Nothing and the empty text differ: the one starts with a minus, the other with a plus. */
  private static String text(Object value) {
    return value == null ? "-" : "+" + value;
  }

  private static String number(BigDecimal value) {
    return value == null ? "-" : value.stripTrailingZeros().toPlainString();
  }
}
