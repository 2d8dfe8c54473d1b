package io.tributary.commerce.catalogue;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of products.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("ProductConnection")
@Description("A page of products.")
public record ProductConnection(
    @NonNull @Description("The page.") List<@NonNull ProductEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
