package io.tributary.loyalty.ledger;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of days on which points end.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("PointsExpiryConnection")
@Description("A page of days on which points end.")
public record PointsExpiryConnection(
    @NonNull @Description("The page.") List<@NonNull PointsExpiryEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
