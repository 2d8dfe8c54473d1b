package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A claimed reward in a list.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("RewardClaimEdge")
@Description("A claimed reward in a list.")
public record RewardClaimEdge(
    @NonNull @Description("It.") RewardClaim node,
    @NonNull @Description("Where it stands.") String cursor) {}
