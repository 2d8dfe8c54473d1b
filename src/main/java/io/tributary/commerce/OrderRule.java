package io.tributary.commerce;

import io.tributary.platform.Money;
import io.tributary.platform.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** Decides what a row of an order that is known already says anew, or what it contradicts. */
final class OrderRule {
  private OrderRule() {}

  /**
   * The header of a known order after its row came again.
   *
   * @param header as it then stands; equal to the known one when nothing is new
   * @param fault why the row is refused, or null
   */
  record Verdict(OrderHeader header, Outcome fault) {}

  /**
   * A row of a known order. The status only goes on, never back. What the first row left open is
   * filled in; what it said cannot be changed by a later one, since facts are not rewritten: money
   * goes back by a return. An order made from its lines takes everything but profile and time from
   * its row.
   */
  static Verdict again(OrderState known, OrderHeader sent, Instant orderedAt, Instant delivered) {
    OrderHeader old = known.header();
    if (!old.currency().equals(sent.currency())) {
      return refused(known, "currency", "currency " + old.currency());
    }
    if (old.fromLines()) {
      OrderHeader told = sent.filled(old.channel(), old.storeId());
      return new Verdict(old.status() == OrderStatus.CANCELLED ? told.cancelled() : told, null);
    }
    Optional<Verdict> contradiction = contradiction(known, sent, orderedAt, delivered);
    return contradiction.orElseGet(() -> new Verdict(joined(old, sent), null));
  }

  private static Optional<Verdict> contradiction(
      OrderState known, OrderHeader sent, Instant orderedAt, Instant delivered) {
    OrderHeader old = known.header();
    if (old.totalMinor() != sent.totalMinor()) {
      Money total = new Money(old.totalMinor(), old.currency());
      return Optional.of(
          refused(known, "total", "total " + total.getAmount() + " " + total.currency()));
    }
    // a row that tells of another step (placed, then paid, then delivered) may carry that step's
    // time
    Instant at = orderedAt.truncatedTo(ChronoUnit.MICROS);
    boolean ofDelivery = at.equals(delivered) || known.orderedAt().equals(known.deliveredAt());
    if (old.status() == sent.status() && !known.orderedAt().equals(at) && !ofDelivery) {
      return Optional.of(refused(known, "ordered_at", "time " + known.orderedAt()));
    }
    if (differ(old.shippingMinor(), sent.shippingMinor())) {
      return Optional.of(refused(known, "shipping", "another amount of shipping"));
    }
    if (differ(old.taxMinor(), sent.taxMinor())) {
      return Optional.of(refused(known, "tax", "another amount of tax"));
    }
    if (differ(old.discountMinor(), sent.discountMinor())) {
      return Optional.of(refused(known, "discount", "another discount"));
    }
    if (differ(old.pointsMinor(), sent.pointsMinor())) {
      return Optional.of(refused(known, "points_paid", "another amount paid with points"));
    }
    if (differ(old.channel(), sent.channel())) {
      return Optional.of(refused(known, "channel", "channel " + old.channel()));
    }
    if (differ(old.storeId(), sent.storeId())) {
      return Optional.of(refused(known, "store", "another store"));
    }
    if (differ(old.quantity(), sent.quantity())) {
      return Optional.of(refused(known, "quantity", "quantity " + old.quantity().toPlainString()));
    }
    return Optional.empty();
  }

  private static OrderHeader joined(OrderHeader old, OrderHeader sent) {
    OrderStatus status = old.status().compareTo(sent.status()) >= 0 ? old.status() : sent.status();
    return new OrderHeader(
        status,
        old.channel() == null ? sent.channel() : old.channel(),
        old.storeId() == null ? sent.storeId() : old.storeId(),
        old.currency(),
        old.totalMinor(),
        old.shippingMinor() == 0 ? sent.shippingMinor() : old.shippingMinor(),
        old.taxMinor() == 0 ? sent.taxMinor() : old.taxMinor(),
        old.discountMinor() == 0 ? sent.discountMinor() : old.discountMinor(),
        old.pointsMinor() == 0 ? sent.pointsMinor() : old.pointsMinor(),
        old.quantity() == null ? sent.quantity() : old.quantity(),
        false);
  }

  private static boolean differ(long known, long sent) {
    return known != 0 && sent != 0 && known != sent;
  }

  private static boolean differ(Object known, Object sent) {
    return known != null && sent != null && !Objects.equals(known, sent);
  }

  private static Verdict refused(OrderState known, String column, String has) {
    return new Verdict(
        null,
        Outcome.refused(
            column,
            "order "
                + known.externalId()
                + " is already recorded with "
                + has
                + "; to take something back send a return or a cancellation"));
  }

  /**
   * The sum of two amounts; at the end of what a bigint holds it stays there, rather than failing
   * the batch for the sake of nonsense.
   */
  static long sum(long a, long b) {
    long sum = a + b;
    boolean overflown = ((a ^ sum) & (b ^ sum)) < 0;
    return overflown ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }
}
