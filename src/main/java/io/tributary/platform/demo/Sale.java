package io.tributary.platform.demo;

import java.time.Instant;
import java.util.List;

/**
 * Something a person bought.
 *
 * @param channel web or till
 * @param orderId the channel's number for it
 * @param at when
 * @param store where; null on the web
 * @param card the card shown at the till; null on the web
 * @param lines what
 * @param shippingMinor what the way to the customer cost, in fen
 * @param refund what came back; null when all was kept
 */
record Sale(
    Channel channel,
    String orderId,
    Instant at,
    City.Store store,
    Person.Card card,
    List<Line> lines,
    long shippingMinor,
    Refund refund) {

  /**
   * A line of a sale.
   *
   * @param product what
   * @param quantity pieces
   * @param discountMinor what was taken off the list price of all pieces, in fen
   */
  record Line(Product product, int quantity, long discountMinor) {
    /** What the line cost, in fen. */
    long amountMinor() {
      return product.priceMinor() * quantity - discountMinor;
    }
  }

  /**
   * Money given back.
   *
   * @param id the channel's number for it
   * @param at when
   * @param line the line that came back; null when all of them did
   * @param amountMinor how much, in fen
   * @param reason in the shop's words
   */
  record Refund(String id, Instant at, Line line, long amountMinor, String reason) {}

  /** What the customer owed, in fen. */
  long totalMinor() {
    return shippingMinor + lines.stream().mapToLong(Line::amountMinor).sum();
  }

  /** What was taken off, in fen. */
  long discountMinor() {
    return lines.stream().mapToLong(Line::discountMinor).sum();
  }
}
