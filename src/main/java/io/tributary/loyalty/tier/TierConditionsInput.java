package io.tributary.loyalty.tier;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Conditions that must all be met.
 *
 * @param allOf the conditions, 1 to 4
 */
@Input("TierConditionsInput")
@Description("Conditions that must all be met.")
public record TierConditionsInput(
    @NonNull @Description("The conditions, 1 to 4, each of another measure.")
        List<@NonNull TierConditionInput> allOf) {}
