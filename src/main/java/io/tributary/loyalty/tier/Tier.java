package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One step of a policy's ladder.
 *
 * @param name unique within the policy
 * @param minimumSpend what the window must hold; 0 for the base tier
 */
@Type("Tier")
@Description("One step of a policy's ladder.")
public record Tier(
    @NonNull @Description("Unique within the policy.") String name,
    @NonNull @Description("The net spend that the window must hold; 0 for the base tier.")
        Money minimumSpend) {}
