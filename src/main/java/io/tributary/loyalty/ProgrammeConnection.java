package io.tributary.loyalty;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of programmes.
 *
 * @param edges the programmes
 * @param pageInfo where the page stands
 */
@Type("ProgrammeConnection")
@Description("A page of programmes.")
public record ProgrammeConnection(
    @NonNull @Description("The programmes.") List<@NonNull ProgrammeEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
