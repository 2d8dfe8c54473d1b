package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A correction of a member's points.
 *
 * @param customer whose; null for the token's own
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param points how many
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("AdjustPointsInput")
@Description("A correction of a member's points.")
public record AdjustPointsInput(
    @Id @NonNull @Description("Whose, a customer's id.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable: POINTS.")
        String currency,
    @Description("How many; below 0 to take them.") long points,
    @NonNull @Description("Why, 1 to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
