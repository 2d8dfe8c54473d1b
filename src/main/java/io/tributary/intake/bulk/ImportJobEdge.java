package io.tributary.intake.bulk;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * An import and its place in the list.
 *
 * @param node the import
 * @param cursor its place
 */
@Type("ImportJobEdge")
@Description("An import and its place in the list.")
public record ImportJobEdge(
    @NonNull @Description("The import.") ImportJob node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
