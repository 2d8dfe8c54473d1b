package io.tributary.loyalty.payment;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What points are to be worth as money on an order.
 *
 * @param programme whose, a TypeID
 * @param currency code; null for the first that is spendable
 * @param points so many points
 * @param worth are worth so much
 * @param minimumPoints null for 1
 * @param maximumPoints null for no limit
 * @param maximumShare per cent; null for 100
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("SetPointsPaymentInput")
@Description("What points are to be worth as money on an order, from now on.")
public record SetPointsPaymentInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable.")
        String currency,
    @Description("So many points, at least 1 …") long points,
    @NonNull @Description("… are worth this, in whole units of the programme's money: \"1.00\".")
        String worth,
    @Description("The fewest that pay for an order; left out, 1.") Long minimumPoints,
    @Description("The most that pay for one; left out, no limit.") Long maximumPoints,
    @Description("Per cent of an order's total that points may pay, 1 to 100; left out, 100.")
        Integer maximumShare,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
