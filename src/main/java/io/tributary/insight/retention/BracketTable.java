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
        List<@NonNull BracketCell> overall) {}
