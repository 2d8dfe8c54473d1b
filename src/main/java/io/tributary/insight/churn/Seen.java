package io.tributary.insight.churn;

import java.util.UUID;

/**
 * What facts say of a customer at an instant.
 *
 * @param customer who
 * @param days since the last purchase
 * @param gaps how many gaps between purchase days
 * @param ownGap their 90th percentile; null without one
 * @param channel of the first purchase
 * @param complaints since the last purchase
 * @param lowRatings since the last purchase
 * @param before the base level at the last look
 * @param boughtSince whether anything was bought from the instant to a later one
 */
record Seen(
    UUID customer,
    int days,
    int gaps,
    Double ownGap,
    String channel,
    int complaints,
    int lowRatings,
    ChurnLevel before,
    boolean boughtSince) {}
