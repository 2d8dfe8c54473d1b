package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Points to hold for a checkout.
 *
 * @param customer whose; null for the token's own
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param points how many
 * @param seconds as described
 * @param reference what it is for
 * @param idempotencyKey tells a repetition from another command
 */
@Input("ReservePointsInput")
@Description("Points to hold for a checkout.")
public record ReservePointsInput(
    @Id
        @Description(
            "Whose, a customer's id; a member may leave it out and can only name themselves.")
        String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable: POINTS.")
        String currency,
    @Description("How many, at least 1.") long points,
    @Description("For how many seconds, 1 to 604,800; left out, 900.") Integer seconds,
    @Description("What it is for, in your words, up to 200 characters: an order, a receipt.")
        String reference,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
