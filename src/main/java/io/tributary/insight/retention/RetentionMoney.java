package io.tributary.insight.retention;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Retention weighted by what was spent.
 *
 * @param currency of the money
 * @param cohorts earliest first
 * @param overall all cohorts together
 */
@Type("RetentionMoney")
@Description("Retention weighted by what was spent, net.")
public record RetentionMoney(
    @NonNull @Description("ISO 4217 code of the money.") String currency,
    @NonNull @Description("The cohorts that have customers, earliest first.")
        List<@NonNull RetentionMoneyCohort> cohorts,
    @NonNull
        @Description(
            "All cohorts together: spent in k by spent in 0, over the cohorts whose period k has"
                + " ended.")
        List<@NonNull RetentionMoneyCell> overall) {}
