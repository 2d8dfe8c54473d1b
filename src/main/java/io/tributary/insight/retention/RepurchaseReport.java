package io.tributary.insight.retention;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How many customers buy again, and how soon.
 *
 * @param asOf the instant it is true for
 * @param timezone in which days begin
 * @param windows in the order asked for
 */
@Type("RepurchaseReport")
@Description("How many customers buy again, and how soon.")
public record RepurchaseReport(
    @NonNull @Description("The instant it is true for: later purchases do not exist.")
        OffsetDateTime asOf,
    @NonNull @Description("IANA time zone in which days begin.") String timezone,
    @NonNull @Description("The windows, in the order asked for.")
        List<@NonNull RepurchaseWindow> windows) {}
