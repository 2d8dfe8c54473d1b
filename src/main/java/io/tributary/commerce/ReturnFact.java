package io.tributary.commerce;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Money given back for an order. One that comes before its order waits for it.
 *
 * @param externalId the channel's return id; null when it has none, then order, time and amount
 *     stand for it
 * @param orderExternalId the channel's order id
 * @param returnedAt when
 * @param currency ISO 4217; null for the order's
 * @param amountMinor what was given back; null for all that is left of the order
 * @param sku the product; null when not said
 * @param quantity pieces; null when not said
 * @param reason in the channel's words; null when not said
 */
public record ReturnFact(
    String externalId,
    String orderExternalId,
    Instant returnedAt,
    String currency,
    Long amountMinor,
    String sku,
    BigDecimal quantity,
    String reason) {}
