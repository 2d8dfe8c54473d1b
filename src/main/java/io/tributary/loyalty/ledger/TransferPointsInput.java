package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Points to give to another member.
 *
 * @param from as described
 * @param to as described
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param points how many
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("TransferPointsInput")
@Description("Points to give to another member.")
public record TransferPointsInput(
    @Id
        @Description(
            "Who gives, a customer's id; a member may leave it out and can only name themselves.")
        String from,
    @Id @NonNull @Description("Who receives, a customer's id.") String to,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable: POINTS.")
        String currency,
    @Description("How many, at least 1; they keep their expiry.") long points,
    @Description("Why, up to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
