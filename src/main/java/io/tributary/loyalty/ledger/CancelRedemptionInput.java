package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A redemption to take back.
 *
 * @param redemption as described
 * @param points how many
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("CancelRedemptionInput")
@Description("A redemption to take back.")
public record CancelRedemptionInput(
    @Id
        @NonNull
        @Description(
            "The entry that spent the points, or a reservation's that was captured: pte_….")
        String redemption,
    @Description("How many points come back; left out, all that are left of it.") Long points,
    @Description("Why, up to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
