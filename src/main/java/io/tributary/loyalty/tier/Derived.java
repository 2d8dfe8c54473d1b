package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.UUID;

/**
 * A membership as the facts call for it.
 *
 * @param customer whose
 * @param programme in which
 * @param replay the tiers
 * @param asOf the instant it holds for
 */
record Derived(UUID customer, UUID programme, Replay replay, Instant asOf) {}
