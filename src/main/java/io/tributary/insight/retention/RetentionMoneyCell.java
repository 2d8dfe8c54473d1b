package io.tributary.insight.retention;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * What was spent in one period.
 *
 * @param k which period
 * @param net spent; null when the period has not ended
 * @param rate by what was spent in period 0; null when that is nothing or the period has not ended
 */
@Type("RetentionMoneyCell")
@Description("What was spent in one period; with the measure UNBOUNDED, in it and all later ones.")
public record RetentionMoneyCell(
    @Description("Which period; 0 is that of the first purchase.") int k,
    @Description("Spent, net; null while the period has not ended at asOf.") Money net,
    @Description("By what cell 0 holds; null when that is nothing, or the period has not ended.")
        Double rate) {}
