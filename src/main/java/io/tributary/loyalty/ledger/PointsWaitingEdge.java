package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One instant of a page.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("PointsWaitingEdge")
@Description("One instant of a page.")
public record PointsWaitingEdge(
    @NonNull @Description("It.") PointsWaiting node,
    @NonNull @Description("Where it stands.") String cursor) {}
