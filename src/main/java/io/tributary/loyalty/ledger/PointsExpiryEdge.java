package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One day of a page.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("PointsExpiryEdge")
@Description("One day of a page.")
public record PointsExpiryEdge(
    @NonNull @Description("It.") PointsExpiry node,
    @NonNull @Description("Where it stands.") String cursor) {}
