package io.tributary.insight.channel;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The settings after a change.
 *
 * @param settings as they are now
 */
@Type("SetChannelSettingsPayload")
@Description("The settings after a change.")
public record SetChannelSettingsPayload(
    @NonNull
        @Description(
            "As they are now; visits follow new event names with the next run of refresh-visits.")
        ChannelSettings settings) {}
