package io.tributary.commerce;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * An order as it stands. Each part of it comes out the same in whatever order its facts came: sums
 * are kept as sent, and the total and what counts as refunded follow from them.
 *
 * @param orderId the row's id
 * @param profileId whose; the first fact that made the order says
 * @param orderedAt when; likewise
 * @param externalId the channel's id of it
 * @param header what it says of itself
 * @param lines what its lines add up to
 * @param returns what its returns add up to
 * @param deliveredAt the earliest time at which it is said to have been delivered; null for none
 */
record OrderState(
    UUID orderId,
    UUID profileId,
    Instant orderedAt,
    String externalId,
    OrderHeader header,
    Lines lines,
    Returns returns,
    Instant deliveredAt) {

  /**
   * The sum of lines.
   *
   * @param amountMinor may be below 0 while only a discount line has come
   * @param quantity pieces, without trailing zeros
   */
  record Lines(long amountMinor, BigDecimal quantity) {
    static final Lines NONE = new Lines(0, BigDecimal.ZERO);

    Lines plus(OrderFact.Line line) {
      return new Lines(
          OrderRule.sum(amountMinor, line.amountMinor()),
          line.quantity() == null ? quantity : quantity.add(line.quantity()).stripTrailingZeros());
    }
  }

  /**
   * The sum of returns.
   *
   * @param amountMinor of those that named an amount, as sent
   * @param whole whether one named none: all that was left was given back
   * @param firstAt the earliest; null without any
   * @param lastAt the latest; null without any
   */
  record Returns(long amountMinor, boolean whole, Instant firstAt, Instant lastAt) {
    static final Returns NONE = new Returns(0, false, null, null);

    Returns plus(ReturnFact fact) {
      Instant at = fact.returnedAt().truncatedTo(ChronoUnit.MICROS);
      return new Returns(
          fact.amountMinor() == null ? amountMinor : OrderRule.sum(amountMinor, fact.amountMinor()),
          whole || fact.amountMinor() == null,
          firstAt == null || at.isBefore(firstAt) ? at : firstAt,
          lastAt == null || at.isAfter(lastAt) ? at : lastAt);
    }
  }

  /** A new order without lines and returns. */
  static OrderState made(
      UUID orderId, UUID profileId, Instant orderedAt, String externalId, OrderHeader header) {
    return new OrderState(
        orderId,
        profileId,
        orderedAt.truncatedTo(ChronoUnit.MICROS),
        externalId,
        header,
        Lines.NONE,
        Returns.NONE,
        null);
  }

  OrderState with(OrderHeader newHeader) {
    return new OrderState(
        orderId, profileId, orderedAt, externalId, newHeader, lines, returns, deliveredAt);
  }

  OrderState plus(OrderFact.Line line) {
    return new OrderState(
        orderId, profileId, orderedAt, externalId, header, lines.plus(line), returns, deliveredAt);
  }

  OrderState plus(ReturnFact fact) {
    return new OrderState(
        orderId, profileId, orderedAt, externalId, header, lines, returns.plus(fact), deliveredAt);
  }

  /** The same, delivered by an instant; null changes nothing. */
  OrderState delivered(Instant at) {
    Instant said = at == null ? null : at.truncatedTo(ChronoUnit.MICROS);
    boolean isEarlier = said != null && (deliveredAt == null || said.isBefore(deliveredAt));
    return new OrderState(
        orderId,
        profileId,
        orderedAt,
        externalId,
        header,
        lines,
        returns,
        isEarlier ? said : deliveredAt);
  }

  /** What was owed: what the order says, else the sum of its lines, never below 0. */
  long totalMinor() {
    return header.fromLines() ? Math.max(0, lines.amountMinor()) : header.totalMinor();
  }

  /**
   * What counts as given back: at most the total, though more than is left may have been sent as
   * returned (the returns themselves keep it).
   */
  long refundedMinor() {
    return returns.whole() ? totalMinor() : Math.min(totalMinor(), returns.amountMinor());
  }

  /** What returns that named an amount leave of the total: the amount of one that named none. */
  long restMinor() {
    return Math.max(0, totalMinor() - returns.amountMinor());
  }
}
