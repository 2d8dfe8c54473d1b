package io.tributary.loyalty.tier;

import java.time.Instant;

/**
 * A change of tier. A tier lasts until the next change.
 *
 * @param at when the new tier began
 * @param from the tier before; null when the membership began
 * @param to the new tier
 * @param reason why
 * @param policyNumber the version of the policy in force
 */
record TierChange(Instant at, String from, String to, TierReason reason, int policyNumber) {}
