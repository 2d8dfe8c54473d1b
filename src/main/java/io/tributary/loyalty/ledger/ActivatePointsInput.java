package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * An event that points waited for.
 *
 * @param customer whose; null for the token's own
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param event as described
 * @param sale as described
 * @param idempotencyKey tells a repetition from another command
 */
@Input("ActivatePointsInput")
@Description("An event that points waited for.")
public record ActivatePointsInput(
    @Id @NonNull @Description("Whose, a customer's id.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable: POINTS.")
        String currency,
    @NonNull @Description("The event, as earnPoints named it: DELIVERED.") String event,
    @Description("Only points of this sale; left out, all that wait for the event.") String sale,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
