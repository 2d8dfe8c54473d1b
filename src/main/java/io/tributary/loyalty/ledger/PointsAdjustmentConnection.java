package io.tributary.loyalty.ledger;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of corrections of points.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("PointsAdjustmentConnection")
@Description("A page of corrections of points.")
public record PointsAdjustmentConnection(
    @NonNull @Description("The page.") List<@NonNull PointsAdjustmentEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
