package io.tributary.loyalty.referral;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.bonus.BonusWindow;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.util.UUID;

/** Makes terms of what staff sent, or says which field is wrong and what it must be. */
final class ReferralDraft {
  private static final int MOST_DAYS = 3_650;

  private ReferralDraft() {}

  /** The terms that an input describes. INVALID_INPUT with the path of the field at fault. */
  static ReferralTerms of(ReferralPolicyInput input, PointsCurrency currency) {
    require(currency.spendable(), "currency", "Name points that can be spent; growth is apart.");
    boolean byOrder = input.qualifiesBy() == ReferralQualification.FIRST_ORDER;
    require(byOrder || input.minimumSpend() == null, "minimumSpend", "For FIRST_ORDER alone.");
    require(byOrder || input.withinDays() == null, "withinDays", "For FIRST_ORDER alone.");
    ReferralReward referrer = reward("referrer", input.referrer());
    ReferralReward referred = reward("referred", input.referred());
    require(!isEmpty(referrer) || !isEmpty(referred), "referrer", "Somebody gets something.");
    return new ReferralTerms(
        currency.code(),
        referrer,
        referred,
        input.qualifiesBy(),
        minimum(input.minimumSpend(), currency.money()),
        days("withinDays", input.withinDays()),
        days("pendingDays", input.pendingDays()),
        input.per() == null ? BonusWindow.EVER : input.per(),
        limit("limitPerWindow", input.limitPerWindow()),
        limit("limitInAll", input.limitInAll()),
        input.budget() == null ? null : (Long) PointsCaller.points("budget", input.budget()));
  }

  /** Checks from when to when it is to hold. */
  static void times(ReferralPolicyInput input, Instant from) {
    require(
        input.endsAt() == null || input.endsAt().toInstant().isAfter(from),
        "endsAt",
        "It ends after it begins.");
  }

  private static ReferralReward reward(String field, ReferralRewardInput input) {
    if (input == null) {
      return new ReferralReward(0, 0, null);
    }
    UUID coupon =
        input.coupon() == null ? null : PointsCaller.id(TypeId.COUPON, "coupon", input.coupon());
    return new ReferralReward(
        points(field + ".points", input.points()),
        points(field + ".growth", input.growth()),
        coupon);
  }

  private static long points(String field, Long points) {
    return points == null || points == 0 ? 0 : PointsCaller.points(field, points);
  }

  private static boolean isEmpty(ReferralReward reward) {
    return reward.points() == 0 && reward.growth() == 0 && reward.couponId() == null;
  }

  private static long minimum(String amount, String money) {
    return amount == null
        ? 0
        : Money.minorUnits(amount, money)
            .filter(minor -> minor >= 0)
            .orElseThrow(
                () ->
                    ApiException.invalid(
                        "input.minimumSpend",
                        "This is an amount in whole units of " + money + ", such as 88.00."));
  }

  private static Integer days(String field, Integer days) {
    require(days == null || days >= 0 && days <= MOST_DAYS, field, "0 to " + MOST_DAYS + " days.");
    return days;
  }

  private static Integer limit(String field, Integer limit) {
    require(limit == null || limit > 0, field, "A limit is at least 1.");
    return limit;
  }

  private static void require(boolean holds, String field, String message) {
    if (!holds) {
      throw ApiException.invalid("input." + field, message);
    }
  }
}
