package io.tributary.insight.retention;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Retention by cohort.
 *
 * @param asOf the instant it is true for
 * @param computedAt when it was computed
 * @param timezone in which periods begin
 * @param customers how many it rests on
 * @param orders how many of theirs
 * @param cohorts those that have customers, earliest first
 * @param overall all cohorts together
 * @param money the same weighted by what was spent
 * @param segments the same for each segment; empty when none was asked for
 */
@Type("RetentionTable")
@Description("Retention by cohort of first purchase.")
public record RetentionTable(
    @NonNull @Description("The instant it is true for: later purchases do not exist.")
        OffsetDateTime asOf,
    @NonNull
        @Description(
            "When it was computed: facts that arrived later, or within the last second"
                + " before, are not in it.")
        OffsetDateTime computedAt,
    @NonNull @Description("IANA time zone in which periods begin.") String timezone,
    @Description("How many customers it rests on.") int customers,
    @Description("How many of their orders it rests on.") int orders,
    @NonNull @Description("The cohorts that have customers, earliest first.")
        List<@NonNull RetentionCohort> cohorts,
    @NonNull
        @Description(
            "All cohorts together: retained customers by eligible customers, over the cohorts"
                + " whose period k has ended. Never the mean of the rates.")
        List<@NonNull RetentionCell> overall,
    @NonNull @Description("The same weighted by what was spent.") RetentionMoney money,
    @NonNull
        @Description(
            "The same for each segment, the largest first; at most 50, then the rest as one; empty"
                + " when none was asked for.")
        List<@NonNull RetentionSegment> segments) {}
