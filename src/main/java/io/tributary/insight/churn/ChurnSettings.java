package io.tributary.insight.churn;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How churn is computed.
 *
 * @param activeDays the window of activity; null to take it from the data
 * @param nextSteps what is to be done at levels of which something is said
 */
@Type("ChurnSettings")
@Description("How churn is computed.")
public record ChurnSettings(
    @Description(
            "So many days after a purchase a customer is active; null to take the smallest of 30, 60,"
                + " 90, 120, 180 and 365 that holds nine of ten gaps between purchases.")
        Integer activeDays,
    @NonNull @Description("What is to be done about customers at the levels that are named.")
        List<@NonNull ChurnNextStep> nextSteps) {}
