package io.tributary.loyalty.ledger;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of entries of the points ledger.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("PointsEntryConnection")
@Description("A page of entries of the points ledger.")
public record PointsEntryConnection(
    @NonNull @Description("The page.") List<@NonNull PointsEntryEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
