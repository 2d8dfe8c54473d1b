package io.tributary.loyalty.mission;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code joinMission} answers.
 *
 * @param customer who joined
 * @param missionId which
 */
@Type("JoinMissionPayload")
@Description("What joinMission answers.")
public record JoinMissionPayload(@Ignore UUID customer, @Ignore UUID missionId) {}
