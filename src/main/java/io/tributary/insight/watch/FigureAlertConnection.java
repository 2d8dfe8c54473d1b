package io.tributary.insight.watch;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of alerts, newest first.
 *
 * @param edges the page
 * @param pageInfo where the page stands
 */
@Type("FigureAlertConnection")
@Description("A page of alerts, newest first.")
public record FigureAlertConnection(
    @NonNull @Description("The page.") List<@NonNull FigureAlertEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
