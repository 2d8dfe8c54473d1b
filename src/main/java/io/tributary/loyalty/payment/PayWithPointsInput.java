package io.tributary.loyalty.payment;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Points that pay for an order.
 *
 * @param customer whose
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param points how many
 * @param source where the order is from, a TypeID
 * @param order the order's id there
 * @param total what the order comes to
 * @param idempotencyKey tells a repetition from another command
 */
@Input("PayWithPointsInput")
@Description("Points that pay for an order.")
public record PayWithPointsInput(
    @Id @NonNull @Description("Whose, a customer's id.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable.")
        String currency,
    @Description("How many points, at least 1.") long points,
    @Id @NonNull @Description("TypeID of the source that the order is from.") String source,
    @NonNull
        @Description(
            "The order's id at its source, 1 to 200 characters; the order itself may come later.")
        String order,
    @Description(
            "What the order comes to in whole units of the programme's money; needed where points may pay only a share.")
        String total,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
