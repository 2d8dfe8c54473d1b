package io.tributary.loyalty.tier;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of tier periods.
 *
 * @param edges the periods, the present one first
 * @param pageInfo where the page stands
 */
@Type("TierPeriodConnection")
@Description("A page of tier periods.")
public record TierPeriodConnection(
    @NonNull @Description("The periods, the present one first.")
        List<@NonNull TierPeriodEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
