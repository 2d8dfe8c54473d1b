package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new reward.
 *
 * @param programme whose, a TypeID
 * @param currency code; null for the first that is spendable
 * @param terms what it is to be
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("CreateRewardInput")
@Description("A new reward; members see it when it is published.")
public record CreateRewardInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @Description("The code of the points it costs; left out, the first that is spendable.")
        String currency,
    @NonNull @Description("What it is to be.") RewardTermsInput terms,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
