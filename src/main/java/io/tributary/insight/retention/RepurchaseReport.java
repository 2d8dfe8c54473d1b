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
 * @param computedAt when it was computed
 * @param timezone in which days begin
 * @param customers how many it rests on
 * @param orders how many of theirs
 * @param windows in the order asked for
 * @param period who bought on two days of a period
 */
@Type("RepurchaseReport")
@Description("How many customers buy again, and how soon.")
public record RepurchaseReport(
    @NonNull @Description("The instant it is true for: later purchases do not exist.")
        OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @NonNull @Description("IANA time zone in which days begin.") String timezone,
    @Description("How many customers it rests on.") int customers,
    @Description("How many of their orders it rests on.") int orders,
    @NonNull @Description("The windows, in the order asked for.")
        List<@NonNull RepurchaseWindow> windows,
    @NonNull @Description("Who bought on two days of the period from input.from until asOf.")
        RepurchasePeriod period) {}
