package io.tributary.loyalty.referral;

import io.tributary.platform.TypeId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;

/**
 * What one side of a referral gets.
 *
 * @param points of the policy's currency; 0 for none
 * @param growth growth value; 0 for none
 * @param couponId a coupon; null for none
 */
@Type("ReferralReward")
@Description("What one side of a referral gets.")
public record ReferralReward(
    @Description("Points of the policy's currency; 0 for none.") long points,
    @Description("Growth value; 0 for none.") long growth,
    @Ignore UUID couponId) {

  /** The coupon's id. */
  @Id
  @Description("TypeID of the coupon of which a code of their own is given; null for none.")
  public String getCoupon() {
    return couponId == null ? null : TypeId.COUPON.encode(couponId);
  }
}
