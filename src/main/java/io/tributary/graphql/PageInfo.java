package io.tributary.graphql;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Where a page stands in its list (Relay).
 *
 * @param hasNextPage whether there is more after this page
 * @param hasPreviousPage whether the page began after a cursor
 * @param startCursor the first edge's cursor
 * @param endCursor the last edge's cursor; pass it as {@code after} for the next page
 */
@Description("Where a page stands in its list.")
public record PageInfo(
    @NonNull @Description("Whether there is more after this page.") Boolean hasNextPage,
    @NonNull @Description("Whether the page began after a cursor.") Boolean hasPreviousPage,
    @Description("The first edge's cursor.") String startCursor,
    @Description("The last edge's cursor; pass it as after for the next page.") String endCursor) {}
