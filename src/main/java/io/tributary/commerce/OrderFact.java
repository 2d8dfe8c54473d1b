package io.tributary.commerce;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A sale as a channel sent it.
 *
 * @param profileId whose
 * @param externalId the channel's order id, unique within its source
 * @param orderedAt when
 * @param status how far it has come
 * @param channel where it happened, in the channel's words; null when not said
 * @param storeCode the store; null when there is none; an unknown one is made
 * @param currency ISO 4217
 * @param totalMinor what the customer owed in minor units, tax, shipping and points included
 * @param shippingMinor of it, shipping
 * @param taxMinor of it, tax
 * @param discountMinor what was taken off before the total
 * @param pointsMinor of it, paid with points
 * @param quantity pieces; null when not said
 * @param lines what was sold; may be empty
 * @param deliveredAt when the customer had it; null while that is not said
 */
public record OrderFact(
    UUID profileId,
    String externalId,
    Instant orderedAt,
    OrderStatus status,
    String channel,
    String storeCode,
    String currency,
    long totalMinor,
    long shippingMinor,
    long taxMinor,
    long discountMinor,
    long pointsMinor,
    BigDecimal quantity,
    List<Line> lines,
    Instant deliveredAt) {

  /**
   * One line of a sale.
   *
   * @param key the line's id within its order; the SKU when the channel gives none
   * @param sku the product; null when not said
   * @param name the product's name as sold; null when not said
   * @param category the product's category as sold; null when not said
   * @param quantity pieces
   * @param amountMinor for the whole quantity, after discount
   * @param discountMinor what was taken off
   */
  public record Line(
      String key,
      String sku,
      String name,
      String category,
      BigDecimal quantity,
      long amountMinor,
      long discountMinor) {}

  /** The same sale as that of a profile. */
  public OrderFact by(UUID profile) {
    return new OrderFact(
        profile,
        externalId,
        orderedAt,
        status,
        channel,
        storeCode,
        currency,
        totalMinor,
        shippingMinor,
        taxMinor,
        discountMinor,
        pointsMinor,
        quantity,
        lines,
        deliveredAt);
  }
}
