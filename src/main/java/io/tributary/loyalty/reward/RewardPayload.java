package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of a reward answers.
 *
 * @param reward as it is now
 */
@Type("RewardPayload")
@Description("What a change of a reward answers.")
public record RewardPayload(@NonNull @Description("As it is now.") Reward reward) {}
