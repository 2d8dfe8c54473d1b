package io.tributary.commerce.catalogue;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One store of a page.
 *
 * @param node the store
 * @param cursor its cursor
 */
@Type("StoreEdge")
@Description("One store of a page.")
public record StoreEdge(
    @NonNull @Description("The store.") Store node,
    @NonNull @Description("Its cursor.") String cursor) {}
