package io.tributary.insight.rfm;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * RFM over all customers.
 *
 * @param asOf the instant it is true for
 * @param computedAt when it was computed
 * @param timezone in which days begin
 * @param currency of the money
 * @param months the window; null for all time
 * @param customers how many had bought
 * @param orders how many of theirs
 * @param thresholds between scores
 * @param segments every segment of the list, and Others
 */
@Type("RfmReport")
@Description("Recency, frequency and monetary value over all customers who had bought.")
public record RfmReport(
    @NonNull @Description("The instant it is true for: later purchases do not exist.")
        OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @NonNull @Description("IANA time zone in which days begin.") String timezone,
    @NonNull @Description("The currency of the money.") String currency,
    @Description("How many months back frequency and money count; null for all time.")
        Integer months,
    @Description("How many customers had bought.") int customers,
    @Description("How many orders they had made.") int orders,
    @NonNull @Description("The bounds between scores.") RfmThresholds thresholds,
    @NonNull @Description("Every segment of the list, in its order, and Others.")
        List<@NonNull RfmSegmentCount> segments) {}
