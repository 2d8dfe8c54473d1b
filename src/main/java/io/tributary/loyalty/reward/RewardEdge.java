package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A reward in a list.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("RewardEdge")
@Description("A reward in a list.")
public record RewardEdge(
    @NonNull @Description("It.") Reward node,
    @NonNull @Description("Where it stands.") String cursor) {}
