package io.tributary.insight.churn;

import java.util.UUID;

/**
 * What facts say of a customer at an instant.
 *
 * @param customer who
 * @param days since the last purchase
 * @param channel of the first purchase
 * @param complaints since the last purchase
 * @param lowRatings since the last purchase
 * @param purchases days of all purchases, ascending, counted from 1970
 * @param boughtSince whether anything was bought from the instant to a later one
 */
record Seen(
    UUID customer,
    int days,
    String channel,
    int complaints,
    int lowRatings,
    int[] purchases,
    boolean boughtSince) {}
