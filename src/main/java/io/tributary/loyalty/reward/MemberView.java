package io.tributary.loyalty.reward;

import java.time.Instant;

/**
 * What decides whether a member can have a reward.
 *
 * @param at when
 * @param tier the member's; null for none
 * @param claims how many of it the member has
 * @param taken how many of it are claimed in all
 * @param available points that the member can spend
 */
record MemberView(Instant at, String tier, long claims, long taken, long available) {}
