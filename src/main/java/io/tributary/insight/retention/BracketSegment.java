package io.tributary.insight.retention;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The brackets of one segment.
 *
 * @param segment its name; null for unknown and for the rest
 * @param rest whether it is all the smaller segments together
 * @param customers how many
 * @param cohorts earliest first
 * @param overall all cohorts together
 */
@Type("BracketSegment")
@Description("Retention by brackets of one segment.")
public record BracketSegment(
    @Description("Its name; null for customers of whom it is not known, and for the rest.")
        String segment,
    @Description("Whether it is all the smaller segments together.") boolean rest,
    @Description("How many customers, in all cohorts.") int customers,
    @NonNull @Description("The cohorts that have customers, earliest first.")
        List<@NonNull BracketCohort> cohorts,
    @NonNull @Description("All cohorts whose bracket has ended, together.")
        List<@NonNull BracketCell> overall) {}
