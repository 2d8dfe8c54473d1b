package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One correction of a page.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("PointsAdjustmentEdge")
@Description("One correction of a page.")
public record PointsAdjustmentEdge(
    @NonNull @Description("It.") PointsAdjustment node,
    @NonNull @Description("Where it stands.") String cursor) {}
