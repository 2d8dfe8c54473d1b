package io.tributary.loyalty.tier;

import java.time.Instant;

/**
 * What a purchase counts for at the instant it is looked at, under one version of a policy.
 *
 * @param at when it was made
 * @param leaves the first instant at which it no longer counts
 * @param minor its value less its returns so far, in minor units
 */
record QualifyingFact(Instant at, Instant leaves, long minor) {}
