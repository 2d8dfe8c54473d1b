package io.tributary.intake.tracking;

import io.tributary.activity.EventKind;
import io.tributary.commerce.OrderFact;
import io.tributary.commerce.ReturnFact;
import io.tributary.identity.relation.RelationFact;
import java.time.Instant;
import java.util.Map;

/** What a message reports beside who somebody is. */
sealed interface Fact {
  /** Nothing: identify and alias speak of the person only. */
  record None() implements Fact {}

  /**
   * Something that is no sale.
   *
   * @param kind the sort
   * @param name the channel's name for it
   * @param properties as sent
   * @param relation what it says of who is with whom, without a profile; null for most
   */
  record Happening(
      EventKind kind, String name, Map<String, Object> properties, RelationFact relation)
      implements Fact {
    Happening(EventKind kind, String name, Map<String, Object> properties) {
      this(kind, name, properties, null);
    }
  }

  /**
   * A sale, or news of one.
   *
   * @param order without a profile: whose it is turns out later
   */
  record Sale(OrderFact order) implements Fact {}

  /** Money given back. */
  record Refund(ReturnFact given) implements Fact {}

  /**
   * A sale called off.
   *
   * @param orderId the channel's order id
   * @param cancelledAt when
   */
  record Cancellation(String orderId, Instant cancelledAt) implements Fact {}

  /**
   * A sale that the customer has.
   *
   * @param orderId the channel's order id
   * @param deliveredAt when
   */
  record Delivery(String orderId, Instant deliveredAt) implements Fact {}
}
