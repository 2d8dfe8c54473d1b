package io.tributary.insight.retention;

import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a cohort spent.
 *
 * @param period the cohort's first day
 * @param cells one for each period that has begun
 */
@Type("RetentionMoneyCohort")
@Description("What the customers who first bought in one period spent.")
public record RetentionMoneyCohort(
    @NonNull @Description("The period's first day.") LocalDate period,
    @NonNull @Description("One cell for each period that has begun at asOf, from k = 0.")
        List<@NonNull RetentionMoneyCell> cells) {}
