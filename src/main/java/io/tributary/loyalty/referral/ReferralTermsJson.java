package io.tributary.loyalty.referral;

import io.tributary.loyalty.bonus.BonusWindow;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** How a version of the terms is kept in {@code referral_policy.definition}. */
final class ReferralTermsJson {
  private ReferralTermsJson() {}

  /** The definition. */
  static JsonObject write(ReferralTerms terms) {
    return new JsonObject()
        .put("currency", terms.currency())
        .put("referrer", write(terms.referrer()))
        .put("referred", write(terms.referred()))
        .put("qualifiesBy", terms.qualifiesBy().name())
        .put("minimumMinor", terms.minimumMinor())
        .put("withinDays", terms.withinDays())
        .put("pendingDays", terms.pendingDays())
        .put("per", terms.per().name())
        .put("limitPerWindow", terms.limitPerWindow())
        .put("limitInAll", terms.limitInAll())
        .put("budget", terms.budget());
  }

  private static JsonObject write(ReferralReward reward) {
    return new JsonObject()
        .put("points", reward.points())
        .put("growth", reward.growth())
        .put("coupon", reward.couponId() == null ? null : reward.couponId().toString());
  }

  /** The terms behind a row. */
  static ReferralTerms read(JsonObject json) {
    return new ReferralTerms(
        json.getString("currency"),
        reward(json.getJsonObject("referrer")),
        reward(json.getJsonObject("referred")),
        ReferralQualification.valueOf(json.getString("qualifiesBy")),
        json.getLong("minimumMinor"),
        json.getInteger("withinDays"),
        json.getInteger("pendingDays"),
        BonusWindow.valueOf(json.getString("per")),
        json.getInteger("limitPerWindow"),
        json.getInteger("limitInAll"),
        json.getLong("budget"));
  }

  private static ReferralReward reward(JsonObject json) {
    String coupon = json.getString("coupon");
    return new ReferralReward(
        json.getLong("points"),
        json.getLong("growth"),
        coupon == null ? null : UUID.fromString(coupon));
  }
}
