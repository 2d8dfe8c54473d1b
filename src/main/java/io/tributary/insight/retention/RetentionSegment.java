package io.tributary.insight.retention;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The table of one segment.
 *
 * @param segment its name; null for unknown and for the rest
 * @param rest whether it is all the smaller segments together
 * @param customers how many
 * @param cohorts earliest first
 * @param overall all cohorts together
 * @param money weighted by what was spent
 */
@Type("RetentionSegment")
@Description("The retention table of one segment.")
public record RetentionSegment(
    @Description("Its name; null for customers of whom it is not known, and for the rest.")
        String segment,
    @Description("Whether it is all the smaller segments together.") boolean rest,
    @Description("How many customers, in all cohorts.") int customers,
    @NonNull @Description("The cohorts that have customers, earliest first.")
        List<@NonNull RetentionCohort> cohorts,
    @NonNull @Description("All cohorts together.") List<@NonNull RetentionCell> overall,
    @NonNull @Description("The same weighted by what was spent.") RetentionMoney money) {}
