package io.tributary.insight.channel;

import io.tributary.insight.AnonymousSales;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Channels of a period.
 *
 * @param from beginning
 * @param asOf end
 * @param computedAt when
 * @param timezone of days
 * @param customers how many new customers it rests on
 * @param channels each channel, most visits first
 * @param overall all together
 * @param anonymous sales to nobody known
 */
@Type("ChannelReport")
@Description("What channels cost and brought in a period.")
public record ChannelReport(
    @NonNull @Description("The beginning of the period.") OffsetDateTime from,
    @NonNull @Description("The end of the period.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @NonNull @Description("The time zone whose midnight ends a visit.") String timezone,
    @Description("How many new customers it counts.") int customers,
    @NonNull @Description("Each channel, most visits first, then by name.")
        List<@NonNull ChannelFigures> channels,
    @NonNull @Description("All together; a visitor of two channels counts once.")
        ChannelFigures overall,
    @NonNull @Description("Sales to nobody known, by the channel of the sale.")
        List<@NonNull AnonymousSales> anonymous) {}
