package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What is to be done about customers at a level.
 *
 * @param level WATCH, RISK or LOST
 * @param step in words, or by a name that a campaign knows
 */
@Type("ChurnNextStep")
@Description("What staff want done about customers at a level.")
public record ChurnNextStep(
    @NonNull @Description("The level.") ChurnLevel level,
    @NonNull @Description("What to do, in words or by a name that a campaign knows.")
        String step) {}
