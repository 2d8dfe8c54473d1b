package io.tributary.loyalty.tier;

import java.time.Instant;

/**
 * What a deed counts for at the instant it is looked at, under one version of a policy.
 *
 * @param deeds of which kind: NET_SPEND, QUALIFYING_POINTS or VISITS
 * @param at when it was done
 * @param leaves the first instant at which it no longer counts; {@link Instant#MAX} for never
 * @param day its local day, in days from 1970
 * @param amount its worth less what was taken back so far
 */
record QualifyingFact(TierMeasure deeds, Instant at, Instant leaves, long day, long amount) {
  /** The same with another worth. */
  QualifyingFact worth(long other) {
    return new QualifyingFact(deeds, at, leaves, day, other);
  }
}
