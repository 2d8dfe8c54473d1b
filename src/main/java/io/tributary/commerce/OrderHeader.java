package io.tributary.commerce;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * What an order says of itself, its lines and returns apart.
 *
 * @param status how far it has come; of an order made from its lines, PAID until a row of the order
 *     itself says otherwise
 * @param channel where it happened; null when not said
 * @param storeId the store; null when not said
 * @param currency ISO 4217
 * @param totalMinor what was owed; 0 and without meaning while {@code fromLines}
 * @param shippingMinor of it, shipping
 * @param taxMinor of it, tax
 * @param discountMinor what was taken off before
 * @param pointsMinor of it, paid with points
 * @param quantity pieces, without trailing zeros; null when not said
 * @param fromLines whether only lines came so far
 */
record OrderHeader(
    OrderStatus status,
    String channel,
    UUID storeId,
    String currency,
    long totalMinor,
    long shippingMinor,
    long taxMinor,
    long discountMinor,
    long pointsMinor,
    BigDecimal quantity,
    boolean fromLines) {

  static OrderHeader of(OrderFact fact, UUID storeId) {
    return new OrderHeader(
        fact.status(),
        fact.channel(),
        storeId,
        fact.currency(),
        fact.totalMinor(),
        fact.shippingMinor(),
        fact.taxMinor(),
        fact.discountMinor(),
        fact.pointsMinor(),
        fact.quantity() == null ? null : fact.quantity().stripTrailingZeros(),
        false);
  }

  /** The header of an order of which only a line came. */
  static OrderHeader ofLine(LineFact fact, UUID storeId) {
    return new OrderHeader(
        OrderStatus.PAID, fact.channel(), storeId, fact.currency(), 0, 0, 0, 0, 0, null, true);
  }

  OrderHeader cancelled() {
    return with(OrderStatus.CANCELLED, channel, storeId);
  }

  /** Takes over what this header leaves open. */
  OrderHeader filled(String otherChannel, UUID otherStore) {
    return with(
        status, channel == null ? otherChannel : channel, storeId == null ? otherStore : storeId);
  }

  private OrderHeader with(OrderStatus newStatus, String newChannel, UUID newStore) {
    return new OrderHeader(
        newStatus,
        newChannel,
        newStore,
        currency,
        totalMinor,
        shippingMinor,
        taxMinor,
        discountMinor,
        pointsMinor,
        quantity,
        fromLines);
  }
}
