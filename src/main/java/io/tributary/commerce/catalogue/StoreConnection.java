package io.tributary.commerce.catalogue;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of stores.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("StoreConnection")
@Description("A page of stores.")
public record StoreConnection(
    @NonNull @Description("The page.") List<@NonNull StoreEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
