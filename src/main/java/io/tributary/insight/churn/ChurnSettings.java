package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * How churn is computed.
 *
 * @param activeDays the window of activity; null to take it from the data
 */
@Type("ChurnSettings")
@Description("How churn is computed.")
public record ChurnSettings(
    @Description(
            "So many days after a purchase a customer is active; null to take the smallest of 30, 60,"
                + " 90, 120, 180 and 365 that holds nine of ten gaps between purchases.")
        Integer activeDays) {}
