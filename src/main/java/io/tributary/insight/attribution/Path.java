package io.tributary.insight.attribution;

import java.util.List;

/**
 * Touches in order, and what came of them.
 *
 * @param channels of the touches, the earliest first
 * @param agesInDays of the touches at the sale, as many; null when it is not known: all alike
 * @param converted whether there was a sale
 * @param minor its net value
 * @param count how many such paths there were
 */
record Path(List<String> channels, double[] agesInDays, boolean converted, long minor, int count) {}
