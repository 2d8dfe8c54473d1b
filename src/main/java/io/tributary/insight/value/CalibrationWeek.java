package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * A week of the tracking plot.
 *
 * @param week counted from 1, the week in which the first customer first bought
 * @param actual repeat purchase days in it
 * @param expected repeat purchase days expected in it, of cohorts and not of single pasts
 * @param cumulativeActual since the beginning
 * @param cumulativeExpected since the beginning
 */
@Type("CalibrationWeek")
@Description("A week of the tracking plot, over the sample.")
public record CalibrationWeek(
    @Description("Counted from 1: the seven days from the first purchase of all.") int week,
    @Description("Repeat purchase days in it.") int actual,
    @Description("Repeat purchase days expected in it, from first purchases alone.")
        double expected,
    @Description("Repeat purchase days since the beginning.") int cumulativeActual,
    @Description("Repeat purchase days expected since the beginning.") double cumulativeExpected) {}
