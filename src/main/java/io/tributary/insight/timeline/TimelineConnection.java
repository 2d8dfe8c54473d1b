package io.tributary.insight.timeline;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of what happened, newest first.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("TimelineConnection")
@Description("A page of what happened with a customer, newest first.")
public record TimelineConnection(
    @NonNull @Description("The page.") List<@NonNull TimelineEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
