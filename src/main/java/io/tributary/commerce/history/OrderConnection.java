package io.tributary.commerce.history;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of orders, newest first.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("OrderConnection")
@Description("A page of orders, newest first.")
public record OrderConnection(
    @NonNull @Description("The page.") List<@NonNull OrderEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
