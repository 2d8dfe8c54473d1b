package io.tributary.loyalty.bonus;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A given bonus in a list.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("GivenBonusEdge")
@Description("A given bonus in a list.")
public record GivenBonusEdge(
    @NonNull @Description("It.") GivenBonus node,
    @NonNull @Description("Where it stands.") String cursor) {}
