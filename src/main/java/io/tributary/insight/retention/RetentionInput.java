package io.tributary.insight.retention;

import io.tributary.insight.CustomerSegment;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which retention table.
 *
 * @param grain how long a period is
 * @param clock from where periods are counted
 * @param measure what it is to be retained
 * @param from the earliest day on which a cohort may begin
 * @param to the latest day on which a cohort may begin
 * @param timezone IANA name; the settings' when null
 * @param asOf purchases at or after it do not exist; now when null
 * @param periods how many periods to show at most; all when null
 * @param segmentBy by what to divide the customers; not at all when null
 * @param currency of the money; the one in use when null
 */
@Input("RetentionInput")
@Description("Which retention table.")
public record RetentionInput(
    @NonNull @Description("How long a period is.") Grain grain,
    @NonNull @Description("From where periods are counted.") RetentionClock clock,
    @NonNull @Description("What it is to be retained.") RetentionMeasure measure,
    @NonNull @Description("Cohorts whose period begins on this day or later.") LocalDate from,
    @NonNull
        @Description("Cohorts whose period begins on this day or earlier: the one it lies in too.")
        LocalDate to,
    @Description("IANA time zone of the periods; the one of insightSettings when left out.")
        String timezone,
    @Description("Purchases at or after it do not exist; now when left out, never later.")
        OffsetDateTime asOf,
    @Description("How many periods of a cohort to show, k = 0 included; all when left out.")
        Integer periods,
    @Description("Also divide the customers by this; not at all when left out.")
        CustomerSegment segmentBy,
    @Description(
            "ISO 4217 code of the money; spending in others is left out. The reporting currency when"
                + " left out.")
        String currency) {}
