package io.tributary.insight.retention;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Retention by brackets of periods.
 *
 * @param asOf the instant it is true for
 * @param computedAt when it was computed
 * @param timezone in which periods begin
 * @param customers how many it rests on
 * @param orders how many of theirs
 * @param cohorts those that have customers, earliest first
 * @param overall all cohorts together
 * @param currency of the money
 * @param segments the same for each segment; empty when none was asked for
 */
@Type("BracketTable")
@Description("Who bought in any period of a bracket, by cohort of first purchase.")
public record BracketTable(
    @NonNull @Description("The instant it is true for.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @NonNull @Description("IANA time zone in which periods begin.") String timezone,
    @Description("How many customers it rests on.") int customers,
    @Description("How many of their orders it rests on.") int orders,
    @NonNull @Description("The cohorts that have customers, earliest first.")
        List<@NonNull BracketCohort> cohorts,
    @NonNull @Description("All cohorts whose bracket has ended, together.")
        List<@NonNull BracketCell> overall,
    @NonNull @Description("ISO 4217 code of the money.") String currency,
    @NonNull
        @Description(
            "The same for each segment, the largest first; at most 50, then the rest as one; empty"
                + " when none was asked for.")
        List<@NonNull BracketSegment> segments) {}
