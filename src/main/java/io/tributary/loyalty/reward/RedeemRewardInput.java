package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A reward to claim.
 *
 * @param customer who claims; null for the token's own
 * @param reward which, a TypeID
 * @param idempotencyKey tells a repetition from another command
 */
@Input("RedeemRewardInput")
@Description("A reward to claim for points.")
public record RedeemRewardInput(
    @Id
        @Description(
            "Who claims it, a customer's id; a member may leave it out and can only name themselves.")
        String customer,
    @Id @NonNull @Description("TypeID of the reward.") String reward,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
