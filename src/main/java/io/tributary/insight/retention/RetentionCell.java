package io.tributary.insight.retention;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * One period of a cohort, or of all.
 *
 * @param k which period; 0 is that of the first purchase
 * @param customers how many were retained; null when the period has not ended
 * @param rate their share; null when the period has not ended
 */
@Type("RetentionCell")
@Description("One period of a cohort, or of all cohorts.")
public record RetentionCell(
    @Description("Which period; 0 is that of the first purchase.") int k,
    @Description("How many customers were retained; null while the period has not ended at asOf.")
        Integer customers,
    @Description("Their share of the cohort, 0 to 1; null while the period has not ended at asOf.")
        Double rate) {}
