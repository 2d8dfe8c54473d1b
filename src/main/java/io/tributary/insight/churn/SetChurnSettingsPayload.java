package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of settings did.
 *
 * @param settings as they are now
 */
@Type("SetChurnSettingsPayload")
@Description("What a change of the settings did.")
public record SetChurnSettingsPayload(
    @NonNull
        @Description(
            "The settings as they are now; levels follow with the next run of refresh-churn.")
        ChurnSettings settings) {}
