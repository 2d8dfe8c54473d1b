package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What is to be done about customers at a level.
 *
 * @param level WATCH, RISK or LOST
 * @param step null for nothing
 */
@Input("ChurnNextStepInput")
@Description("What is to be done about customers at a level.")
public record ChurnNextStepInput(
    @NonNull @Description("The level: WATCH, RISK or LOST.") ChurnLevel level,
    @Description(
            "What to do, in words or by a name that a campaign knows, up to 200 characters; left out"
                + " for nothing.")
        String step) {}
