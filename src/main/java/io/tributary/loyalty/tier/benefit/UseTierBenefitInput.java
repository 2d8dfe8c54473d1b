package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * That a member uses a benefit.
 *
 * @param customer for whom, a TypeID
 * @param benefit which, a TypeID
 * @param reference the caller's; null for none
 * @param idempotencyKey the caller's, unique for the customer
 */
@Input("UseTierBenefitInput")
@Description("That a member uses a benefit now.")
public record UseTierBenefitInput(
    @Id @NonNull @Description("TypeID of the customer.") String customer,
    @Id @NonNull @Description("TypeID of the benefit.") String benefit,
    @Description("The caller's, such as an order's number, up to 200 characters.") String reference,
    @NonNull @Description("The same key again gives the same answer and uses nothing more.")
        String idempotencyKey) {}
