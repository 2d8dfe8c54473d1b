package io.tributary.commerce;

import java.time.Instant;
import java.util.UUID;

/**
 * A line sent apart from its order. When the order is unknown, it is made from its lines, for which
 * profile, time and currency must be there.
 *
 * @param profileId whose; null when the row does not say
 * @param orderExternalId the channel's order id
 * @param orderedAt when; null when the row does not say
 * @param currency ISO 4217
 * @param storeCode the store; null when there is none
 * @param channel where it happened; null when not said
 * @param line the line
 */
public record LineFact(
    UUID profileId,
    String orderExternalId,
    Instant orderedAt,
    String currency,
    String storeCode,
    String channel,
    OrderFact.Line line) {}
