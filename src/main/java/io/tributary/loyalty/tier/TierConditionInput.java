package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * That the window holds so much of one measure.
 *
 * @param measure what is counted
 * @param minimum how much, above 0
 */
@Input("TierConditionInput")
@Description("That the window holds so much of one measure.")
public record TierConditionInput(
    @NonNull @Description("What is counted.") TierMeasure measure,
    @NonNull
        @Description(
            "How much, above 0: money in whole units of the programme's currency (\"99.50\"), else a whole number.")
        String minimum) {}
