package io.tributary.loyalty.till;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Points that a till may spend without a network.
 *
 * @param customer whose, a TypeID
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param points at most so many
 * @param device which till
 * @param sequence the till's own number of it
 * @param hours for how long; null for 24
 */
@Input("GrantTillAllowanceInput")
@Description("Points that a till may spend without a network. Device and sequence are its key.")
public record GrantTillAllowanceInput(
    @Id @NonNull @Description("TypeID of the customer.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable.")
        String currency,
    @Description("At most so many points, at least 1; they are held.") long points,
    @NonNull @Description("Which till, in your words, 1 to 100 characters.") String device,
    @Description(
            "The till's own number of it, from 0: the same again for the same request gives the same allowance.")
        long sequence,
    @Description("For how many hours it may be spent, 1 to 168; left out, 24.") Integer hours) {}
