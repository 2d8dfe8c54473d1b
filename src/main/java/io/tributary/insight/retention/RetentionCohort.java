package io.tributary.insight.retention;

import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The customers who first bought in one period.
 *
 * @param period the period's first day
 * @param size how many they are
 * @param cells one for each period that has begun
 */
@Type("RetentionCohort")
@Description("The customers who first bought in one period.")
public record RetentionCohort(
    @NonNull @Description("The period's first day.") LocalDate period,
    @Description("How many customers.") int size,
    @NonNull @Description("One cell for each period that has begun at asOf, from k = 0.")
        List<@NonNull RetentionCell> cells) {}
