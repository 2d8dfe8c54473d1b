package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of settings did.
 *
 * @param settings as they are now
 */
@Type("SetLifetimeValueSettingsPayload")
@Description("What a change of the settings did.")
public record SetLifetimeValueSettingsPayload(
    @NonNull
        @Description(
            "The settings as they are now; customers are scored by them from the next run on.")
        LifetimeValueSettings settings) {}
