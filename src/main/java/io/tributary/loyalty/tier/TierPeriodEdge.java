package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A tier period in a list.
 *
 * @param node the period
 * @param cursor where it stands
 */
@Type("TierPeriodEdge")
@Description("A tier period in a list.")
public record TierPeriodEdge(
    @NonNull @Description("The period.") TierPeriod node,
    @NonNull @Description("Where it stands.") String cursor) {}
