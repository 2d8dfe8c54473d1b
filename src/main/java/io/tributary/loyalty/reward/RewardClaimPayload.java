package io.tributary.loyalty.reward;

import io.tributary.loyalty.ledger.PointsBalance;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a claim and its cancellation answer.
 *
 * @param claimId the claim
 * @param points what the member has after it
 */
@Type("RewardClaimPayload")
@Description(
    "What redeemReward and cancelRewardClaim answer; the same again when the key comes again.")
public record RewardClaimPayload(
    @Ignore UUID claimId,
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
