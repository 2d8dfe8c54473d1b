package io.tributary.insight.channel;

import io.tributary.identity.SourceKind;
import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * From a step in one kind of channel to one in another.
 *
 * @param from the kind of the first step
 * @param fromStep the first step
 * @param to the kind of the second step
 * @param toStep the second step
 * @param customers who took it
 * @param times how often
 * @param share of all such second steps
 * @param revenue of purchases
 * @param medianDays between
 */
@Type("ChannelPath")
@Description("Customers who did something in one kind of channel and then something in another.")
public record ChannelPath(
    @NonNull @Description("The kind of source of the first step.") SourceKind from,
    @NonNull @Description("The first step: the last such one before the second.")
        ChannelStep fromStep,
    @NonNull @Description("The kind of source of the second step.") SourceKind to,
    @NonNull @Description("The second step.") ChannelStep toStep,
    @Description("Customers who took the path.") int customers,
    @Description("How many second steps were taken on it.") int times,
    @Description("times by all second steps of the period, also those that nothing came before.")
        double share,
    @Description("Net value of the purchases at its end; null where it ends with a visit.")
        Money revenue,
    @Description("Median days from the first step to the second.") double medianDays) {}
