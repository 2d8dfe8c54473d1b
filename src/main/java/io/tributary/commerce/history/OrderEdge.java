package io.tributary.commerce.history;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One order of a page.
 *
 * @param node the order
 * @param cursor its cursor
 */
@Type("OrderEdge")
@Description("One order of a page.")
public record OrderEdge(
    @NonNull @Description("The order.") Order node,
    @NonNull @Description("Its cursor.") String cursor) {}
