package io.tributary.loyalty.tier;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of tier policies.
 *
 * @param edges the policies, the newest first
 * @param pageInfo where the page stands
 */
@Type("TierPolicyConnection")
@Description("A page of tier policies.")
public record TierPolicyConnection(
    @NonNull @Description("The policies, the newest first.") List<@NonNull TierPolicyEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
