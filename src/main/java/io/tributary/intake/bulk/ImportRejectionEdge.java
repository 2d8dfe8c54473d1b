package io.tributary.intake.bulk;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A refused row and its place in the list.
 *
 * @param node the row
 * @param cursor its place
 */
@Type("ImportRejectionEdge")
@Description("A refused row and its place in the list.")
public record ImportRejectionEdge(
    @NonNull @Description("The refused row.") Rejection node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
