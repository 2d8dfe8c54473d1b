package io.tributary.loyalty.reward;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of rewards.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("RewardConnection")
@Description("A page of rewards.")
public record RewardConnection(
    @NonNull @Description("The page.") List<@NonNull RewardEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
