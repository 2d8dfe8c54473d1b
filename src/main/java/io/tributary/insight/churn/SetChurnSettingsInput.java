package io.tributary.insight.churn;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How churn is to be computed.
 *
 * @param activeDays the window of activity; null to take it from the data
 * @param nextSteps by level; null leaves them
 */
@Input("SetChurnSettingsInput")
@Description("How churn is to be computed.")
public record SetChurnSettingsInput(
    @Description("The window of activity in days, 1 to 3650; left out to take it from the data.")
        Integer activeDays,
    @Description(
            "What is to be done about customers at levels; a level that is not named keeps its step.")
        List<ChurnNextStepInput> nextSteps) {}
