package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One of runs, latest instant first.
 *
 * @param node what it is
 * @param cursor its place
 */
@Type("ChurnRunEdge")
@Description("One of runs, latest instant first, and its place in the list.")
public record ChurnRunEdge(
    @NonNull @Description("What it is.") ChurnRun node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
