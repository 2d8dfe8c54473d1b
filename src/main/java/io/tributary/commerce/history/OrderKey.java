package io.tributary.commerce.history;

import java.time.Instant;
import java.util.UUID;

/**
 * What finds an order's rows without looking into every month.
 *
 * @param profileId whose
 * @param orderedAt when
 * @param orderId which
 */
public record OrderKey(UUID profileId, Instant orderedAt, UUID orderId) {}
