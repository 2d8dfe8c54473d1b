package io.tributary.loyalty.reward;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of claimed rewards.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("RewardClaimConnection")
@Description("A page of claimed rewards.")
public record RewardClaimConnection(
    @NonNull @Description("The page.") List<@NonNull RewardClaimEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
