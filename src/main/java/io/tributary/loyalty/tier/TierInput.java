package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * One step of a new policy's ladder.
 *
 * @param name unique within the policy
 * @param minimumSpend whole units of the programme's currency
 */
@Input("TierInput")
@Description("One step of a new policy's ladder.")
public record TierInput(
    @NonNull @Description("Unique within the policy, 1 to 60 characters.") String name,
    @NonNull
        @Description(
            "The net spend it takes, in whole units of the programme's currency: \"5000\", \"99.50\". 0 for the first"
                + " tier, rising.")
        String minimumSpend) {}
