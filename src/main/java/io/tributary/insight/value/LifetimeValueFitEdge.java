package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A version and its place in the list.
 *
 * @param node the version
 * @param cursor its place
 */
@Type("LifetimeValueFitEdge")
@Description("A version of a model and its place in the list.")
public record LifetimeValueFitEdge(
    @NonNull @Description("The version.") LifetimeValueFit node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
