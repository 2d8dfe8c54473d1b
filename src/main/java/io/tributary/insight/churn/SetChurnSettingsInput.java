package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How churn is to be computed.
 *
 * @param activeDays the window of activity; null to take it from the data
 */
@Input("SetChurnSettingsInput")
@Description("How churn is to be computed.")
public record SetChurnSettingsInput(
    @Description("The window of activity in days, 1 to 3650; left out to take it from the data.")
        Integer activeDays) {}
