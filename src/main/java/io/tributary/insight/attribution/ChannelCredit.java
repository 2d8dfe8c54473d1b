package io.tributary.insight.attribution;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a model gives a channel.
 *
 * @param channel the channel
 * @param conversions credit in sales; all channels' add up to the sales with touches
 * @param share of them; null without sales
 * @param value credit in money; all channels' add up exactly
 * @param removalEffect of the Markov chain; null for the other models
 */
@Type("ChannelCredit")
@Description("What a model gives a channel.")
public record ChannelCredit(
    @NonNull @Description("The channel.") String channel,
    @Description("Credit in sales; over all channels the number of sales with touches.")
        double conversions,
    @Description("Share of these sales, 0 to 1; null without any.") Double share,
    @NonNull @Description("Credit in net value; over all channels exactly that of these sales.")
        Money value,
    @Description("MARKOV: the part of sales lost without the channel; null for the others.")
        Double removalEffect) {}
