package io.tributary.insight.rfm;

import java.time.Instant;

/**
 * What a computation holds for.
 *
 * @param asOf the instant
 * @param currency of the money
 * @param months the window; null for all time
 * @param moneyStepMinor added to a quantile of money
 */
record RfmTerms(Instant asOf, String currency, Integer months, long moneyStepMinor) {}
