package io.tributary.insight;

import io.tributary.job.JobRun;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of settings did.
 *
 * @param settings as they are now
 * @param run the recomputation that it began; null when the time zone stayed
 */
@Type("SetInsightSettingsPayload")
@Description("What a change of the settings did.")
public record SetInsightSettingsPayload(
    @NonNull @Description("The settings as they are now.") InsightSettings settings,
    @Description("The recomputation that a new time zone began; null when it stayed.")
        JobRun run) {}
