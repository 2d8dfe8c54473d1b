package io.tributary.insight.retention;

import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A cohort by brackets.
 *
 * @param period its first day
 * @param size how many customers
 * @param cells one for each bracket
 */
@Type("BracketCohort")
@Description("A cohort by brackets.")
public record BracketCohort(
    @NonNull @Description("The period's first day.") LocalDate period,
    @Description("How many customers.") int size,
    @NonNull @Description("One cell for each bracket.") List<@NonNull BracketCell> cells) {}
