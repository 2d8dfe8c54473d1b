package io.tributary.loyalty.tier;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of warnings.
 *
 * @param edges the warnings
 * @param pageInfo where the page stands
 */
@Type("TierWarningConnection")
@Description("A page of warnings.")
public record TierWarningConnection(
    @NonNull @Description("The warnings.") List<@NonNull TierWarningEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
