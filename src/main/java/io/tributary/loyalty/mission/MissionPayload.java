package io.tributary.loyalty.mission;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code publishMission} answers.
 *
 * @param mission the version that was published
 */
@Type("MissionPayload")
@Description("What publishMission answers.")
public record MissionPayload(
    @NonNull @Description("The version that was published.") PublishedMission mission) {}
