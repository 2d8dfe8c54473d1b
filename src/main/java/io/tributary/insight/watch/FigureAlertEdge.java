package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One of alerts, newest first.
 *
 * @param node what it is
 * @param cursor its place
 */
@Type("FigureAlertEdge")
@Description("One of alerts, newest first, and its place in the list.")
public record FigureAlertEdge(
    @NonNull @Description("What it is.") FigureAlert node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
