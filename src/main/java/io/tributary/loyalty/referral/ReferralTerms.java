package io.tributary.loyalty.referral;

import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.bonus.BonusWindow;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;

/**
 * What referrals give, for what, and how often.
 *
 * @param currency the code of the points that are given
 * @param referrer what whoever brought somebody gets
 * @param referred what the new customer gets
 * @param qualifiesBy what the new customer must do
 * @param minimumMinor what the order must be worth after its returns, in minor units
 * @param withinDays local days after the code's use in which the order must be made; null for ever
 * @param pendingDays local days for which the points cannot be used yet; null for the currency's
 * @param per in what window {@code limitPerWindow} holds
 * @param limitPerWindow rewarded referrals of one referrer in each window; null for no limit
 * @param limitInAll rewarded referrals of one referrer; null for no limit
 * @param budget points that this version gives to all together; null for no limit
 */
record ReferralTerms(
    String currency,
    ReferralReward referrer,
    ReferralReward referred,
    ReferralQualification qualifiesBy,
    long minimumMinor,
    Integer withinDays,
    Integer pendingDays,
    BonusWindow per,
    Integer limitPerWindow,
    Integer limitInAll,
    Long budget) {

  /** Until when, exclusive, the order must be made by who used the code at an instant; or null. */
  Instant qualifyUntil(Instant usedAt, ZoneId zone) {
    return withinDays == null ? null : LocalDays.endAfter(usedAt, Period.ofDays(withinDays), zone);
  }

  /** From when points can be used at the earliest; null when the currency alone says it. */
  Instant activeAt(Instant qualifiedAt, ZoneId zone) {
    return pendingDays == null
        ? null
        : LocalDays.endAfter(qualifiedAt, Period.ofDays(pendingDays), zone);
  }

  /** What a referral takes out of the budget. */
  long points() {
    return referrer.points() + referred.points();
  }
}
