package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One entry of a page.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("PointsEntryEdge")
@Description("One entry of a page.")
public record PointsEntryEdge(
    @NonNull @Description("It.") PointsEntry node,
    @NonNull @Description("Where it stands.") String cursor) {}
