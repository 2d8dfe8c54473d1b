package io.tributary.loyalty;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A programme in a list.
 *
 * @param node the programme
 * @param cursor where it stands
 */
@Type("ProgrammeEdge")
@Description("A programme in a list.")
public record ProgrammeEdge(
    @NonNull @Description("The programme.") Programme node,
    @NonNull @Description("Where it stands.") String cursor) {}
