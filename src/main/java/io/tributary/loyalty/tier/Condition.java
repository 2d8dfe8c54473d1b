package io.tributary.loyalty.tier;

/**
 * That the window holds enough of one measure.
 *
 * @param measure what is counted
 * @param minimum how much it takes, at least 1: minor units of the programme's currency, or a count
 */
record Condition(TierMeasure measure, long minimum) {}
