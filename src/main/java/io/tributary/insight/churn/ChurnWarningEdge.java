package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One of warnings, newest first.
 *
 * @param node what it is
 * @param cursor its place
 */
@Type("ChurnWarningEdge")
@Description("One of warnings, newest first, and its place in the list.")
public record ChurnWarningEdge(
    @NonNull @Description("What it is.") ChurnWarning node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
