package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A tier policy in a list.
 *
 * @param node the policy
 * @param cursor where it stands
 */
@Type("TierPolicyEdge")
@Description("A tier policy in a list.")
public record TierPolicyEdge(
    @NonNull @Description("The policy.") PublishedTierPolicy node,
    @NonNull @Description("Where it stands.") String cursor) {}
