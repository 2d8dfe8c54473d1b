package io.tributary.insight.value;

import java.time.LocalDate;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers who first bought in one month.
 *
 * @param period the month's first day
 * @param customers of the sample
 * @param actual their purchase days in the time held out
 * @param expected what was expected of them
 * @param error expected by actual, less 1; null when there was none
 */
@Type("CalibrationCohort")
@Description("Customers who first bought in one month, in the time held out.")
public record CalibrationCohort(
    @NonNull @Description("The month's first day.") LocalDate period,
    @Description("How many customers of the sample.") int customers,
    @Description("Their purchase days in the time held out.") int actual,
    @Description("What was expected of them, of each by their own past.") double expected,
    @Description("expected by actual, less 1; null when there was none.") Double error) {}
