package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What members of one tier are to have of a benefit.
 *
 * @param tier a tier of the policy in force
 * @param perYear null for as often as they like
 */
@Input("TierBenefitShareInput")
@Description("What members of one tier are to have of a benefit.")
public record TierBenefitShareInput(
    @NonNull @Description("A tier of the policy in force.") String tier,
    @Description("How often in a calendar year, 1 to 1000; left out, as often as they like.")
        Integer perYear) {}
