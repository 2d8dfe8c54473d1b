package io.tributary.insight.service;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A clock of a case.
 *
 * @param kind what it measures
 * @param state whether it runs
 * @param calendarVersion by whose hours it runs
 * @param targetMinutes how long it may run
 * @param workedSeconds how long it has run
 * @param dueAt when the target is reached if it runs on; null when it does not run
 * @param stoppedAt when it stopped; null while it has not
 * @param breaches when the target was reached; one for each time that the clock began
 */
@Type("ServiceClock")
@Description("A clock of a case of service.")
public record ServiceClock(
    @NonNull @Description("What it measures.") ServiceClockKind kind,
    @NonNull @Description("Whether it runs.") ServiceClockState state,
    @NonNull
        @Description(
            "The version of the calendar by whose hours it runs: the one in force when it began.")
        String calendarVersion,
    @Description("How many minutes of business time it may run.") int targetMinutes,
    @Description("How many seconds of business time it has run.") int workedSeconds,
    @Description(
            "When its target is reached if it runs on; null when it does not run, has reached it, or"
                + " there are no hours ahead.")
        OffsetDateTime dueAt,
    @Description("When it stopped; null while it has not.") OffsetDateTime stoppedAt,
    @NonNull
        @Description(
            "When its target was reached: once for each time that it began, however long it runs on.")
        List<@NonNull OffsetDateTime> breaches) {}
