package io.tributary.loyalty.earning;

import java.util.UUID;

/**
 * What rules ask of a member at an instant.
 *
 * @param customer who that is by now
 * @param tier the tier then; null for none
 * @param first whether nothing was bought before
 * @param earnedThatDay points of the local day's sales before
 */
record MemberSoFar(UUID customer, String tier, boolean first, long earnedThatDay) {}
