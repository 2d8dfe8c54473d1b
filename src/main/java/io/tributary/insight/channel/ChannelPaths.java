package io.tributary.insight.channel;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Paths of a period.
 *
 * @param from beginning
 * @param asOf end
 * @param computedAt when
 * @param withinDays between the steps
 * @param customers who bought in the period
 * @param orders of theirs
 * @param paths each
 */
@Type("ChannelPaths")
@Description(
    "Who looks online and buys in a store, who buys in a store and goes on online, and every other"
        + " way from one kind of channel to another.")
public record ChannelPaths(
    @NonNull @Description("The beginning of the period.") OffsetDateTime from,
    @NonNull @Description("The end of the period.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("How many days lie between the steps at most.") int withinDays,
    @Description("Customers who bought in the period.") int customers,
    @Description("Their orders.") int orders,
    @NonNull @Description("Each path, those taken most often first.")
        List<@NonNull ChannelPath> paths) {}
