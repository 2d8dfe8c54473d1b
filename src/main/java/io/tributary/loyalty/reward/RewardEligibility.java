package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Whether a member can have a reward now.
 *
 * @param eligible whether
 * @param reason why not; null when they can
 * @param missingPoints how many points are missing; 0 when there are enough
 * @param claimed how many of it the member has
 */
@Type("RewardEligibility")
@Description("Whether a member can have a reward now, and why not.")
public record RewardEligibility(
    @Description("Whether they can have it.") boolean eligible,
    @Description("Why not; null when they can.") RewardRefusal reason,
    @Description("How many points are missing, whatever else is; 0 when there are enough.")
        long missingPoints,
    @Description("How many of it the member has.") long claimed) {

  static RewardEligibility of(Reward reward, MemberView member) {
    RewardRefusal reason = RewardRule.refuses(reward, member).orElse(null);
    return new RewardEligibility(
        reason == null, reason, Math.max(0, reward.price() - member.available()), member.claims());
  }
}
