package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * That a use did not come about.
 *
 * @param use which, a TypeID
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("RollBackTierBenefitInput")
@Description("That a use did not come about.")
public record RollBackTierBenefitInput(
    @Id @NonNull @Description("TypeID of the use.") String use,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
