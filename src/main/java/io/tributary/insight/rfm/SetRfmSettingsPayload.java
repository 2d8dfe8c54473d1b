package io.tributary.insight.rfm;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of settings did.
 *
 * @param settings as they are now
 */
@Type("SetRfmSettingsPayload")
@Description("What a change of the settings did.")
public record SetRfmSettingsPayload(
    @NonNull
        @Description(
            "The settings as they are now; stored scores follow with the next run of refresh-rfm.")
        RfmSettings settings) {}
