package io.tributary.insight.timeline;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One entry of a page.
 *
 * @param node the entry
 * @param cursor its cursor
 */
@Type("TimelineEdge")
@Description("One entry of a page.")
public record TimelineEdge(
    @NonNull @Description("The entry.") TimelineEntry node,
    @NonNull @Description("Its cursor.") String cursor) {}
