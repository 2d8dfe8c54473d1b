package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A claim to cancel.
 *
 * @param claim which, a TypeID
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("CancelRewardClaimInput")
@Description("A claimed reward that goes back.")
public record CancelRewardClaimInput(
    @Id @NonNull @Description("TypeID of the claim.") String claim,
    @Description("Why, up to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
