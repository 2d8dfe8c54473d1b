package io.tributary.commerce.catalogue;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One product of a page.
 *
 * @param node the product
 * @param cursor its cursor
 */
@Type("ProductEdge")
@Description("One product of a page.")
public record ProductEdge(
    @NonNull @Description("The product.") Product node,
    @NonNull @Description("Its cursor.") String cursor) {}
