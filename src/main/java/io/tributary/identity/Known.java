package io.tributary.identity;

import java.util.UUID;

/**
 * Whose a fact is.
 *
 * @param profileId the profile
 * @param customerId its customer; null for a visitor nobody knows yet
 * @param changed whether the fact told something new: a profile, who it is, a value, or when it was
 *     seen; of several facts at once that tell the same, the first did
 * @param noted whether the customer is in the change queue already
 */
public record Known(UUID profileId, UUID customerId, boolean changed, boolean noted) {}
