package io.tributary.intake.bulk;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of imports, newest first.
 *
 * @param edges the imports
 * @param pageInfo where the page stands
 */
@Type("ImportJobConnection")
@Description("A page of imports, newest first.")
public record ImportJobConnection(
    @Description("The imports, newest first.") @NonNull List<@NonNull ImportJobEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
