package io.tributary.insight;

import io.tributary.job.CustomerDerivation;

/**
 * A derivation that depends on a customer's facts alone and not on the day: the job {@code
 * refresh-retention} recomputes these for everybody, which finds work only after a change of rules
 * or of the time zone.
 */
public interface FactRollup extends CustomerDerivation {}
