package io.tributary.loyalty.mission;

import io.tributary.platform.TypeId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What completing a mission gives.
 *
 * @param currency the code of the points
 * @param points how many; 0 for none
 * @param couponId a coupon; null for none
 * @param rewardId a reward; null for none
 */
@Type("MissionReward")
@Description("What completing a mission gives.")
public record MissionReward(
    @NonNull @Description("The code of the points.") String currency,
    @Description("How many points; 0 for none.") long points,
    @Ignore UUID couponId,
    @Ignore UUID rewardId) {

  /** The coupon's id. */
  @Id
  @Description("TypeID of the coupon of which a code of their own is given; null for none.")
  public String getCoupon() {
    return couponId == null ? null : TypeId.COUPON.encode(couponId);
  }

  /** The reward's id. */
  @Id
  @Description("TypeID of the reward that is given as long as there are any; null for none.")
  public String getReward() {
    return rewardId == null ? null : TypeId.REWARD.encode(rewardId);
  }
}
