package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * That a use did not come about.
 *
 * @param use which, a TypeID
 */
@Input("RollBackTierBenefitInput")
@Description("That a use did not come about.")
public record RollBackTierBenefitInput(
    @Id @NonNull @Description("TypeID of the use.") String use) {}
