package io.tributary.loyalty.ledger;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of when pending points become usable.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("PointsWaitingConnection")
@Description("A page of when pending points become usable.")
public record PointsWaitingConnection(
    @NonNull @Description("The page.") List<@NonNull PointsWaitingEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
