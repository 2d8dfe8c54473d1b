package io.tributary.loyalty.tier;

import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * One step of a new policy's ladder: exactly one of the last four.
 *
 * @param name unique within the policy
 * @param minimumSpend whole units of the programme's currency
 * @param minimum of the policy's measure
 * @param anyOf alternatives
 * @param byInvitation whether only a lock gives it
 */
@Input("TierInput")
@Description(
    "One step of a new policy's ladder: it takes one of minimumSpend, minimum and anyOf, or is by invitation.")
public record TierInput(
    @NonNull @Description("Unique within the policy, 1 to 60 characters.") String name,
    @Description(
            "The net spend it takes, in whole units of the programme's currency: \"5000\", \"99.50\". 0 for the first"
                + " tier, rising.")
        String minimumSpend,
    @Description("How much of the policy's measure it takes: \"12\" visits, \"5000\" points.")
        String minimum,
    @Description("It takes all conditions of one of these, 1 to 10.")
        List<TierConditionsInput> anyOf,
    @DefaultValue("false") @Description("Whether it cannot be earned: only a lock gives it.")
        Boolean byInvitation) {}
