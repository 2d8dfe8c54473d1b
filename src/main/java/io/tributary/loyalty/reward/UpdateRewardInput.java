package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A change of a reward.
 *
 * @param reward which, a TypeID
 * @param terms what it is to be
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("UpdateRewardInput")
@Description("A change of a reward; claims that were made stay as they are.")
public record UpdateRewardInput(
    @Id @NonNull @Description("TypeID of the reward.") String reward,
    @NonNull @Description("What it is to be: all of it, not only what changes.")
        RewardTermsInput terms,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
