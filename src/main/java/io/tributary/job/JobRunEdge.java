package io.tributary.job;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A run and its place in the list.
 *
 * @param node the run
 * @param cursor its place
 */
@Type("JobRunEdge")
@Description("A run and its place in the list.")
public record JobRunEdge(
    @NonNull @Description("The run.") JobRun node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
