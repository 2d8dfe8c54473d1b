package io.tributary.insight.retention;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which windows of repurchase.
 *
 * @param days the windows' lengths
 * @param asOf purchases at or after it do not exist; now when null
 * @param timezone IANA name; the settings' when null
 * @param from the beginning of the period; of all time when null
 */
@Input("RepurchaseInput")
@Description("Which windows of repurchase.")
public record RepurchaseInput(
    @NonNull @Description("The windows' lengths in days, 1 to 3650 each, at most 20 of them.")
        List<@NonNull Integer> days,
    @Description("Purchases at or after it do not exist; now when left out, never later.")
        OffsetDateTime asOf,
    @Description("IANA time zone of the days; the one of insightSettings when left out.")
        String timezone,
    @Description(
            "From when on purchases count for the period, which ends at asOf; all of them when left"
                + " out.")
        OffsetDateTime from) {}
