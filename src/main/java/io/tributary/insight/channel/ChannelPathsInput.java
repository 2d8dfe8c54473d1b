package io.tributary.insight.channel;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which paths.
 *
 * @param from their second steps from then on
 * @param asOf until then; now when null
 * @param withinDays how long after the first step; 30 when null
 * @param currency of purchases; the one in use when null
 */
@Input("ChannelPathsInput")
@Description("Which paths from one kind of channel to another.")
public record ChannelPathsInput(
    @NonNull @Description("The second step was taken then or later.") OffsetDateTime from,
    @Description("Before that instant; now when left out, never later.") OffsetDateTime asOf,
    @Description("The second step comes at most so many days after the first, 1 to 365; 30.")
        Integer withinDays,
    @Description("ISO 4217; purchases in others count without value. The one in use if left out.")
        String currency) {}
