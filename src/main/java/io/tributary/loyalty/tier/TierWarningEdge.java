package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A warning in a list.
 *
 * @param node the warning
 * @param cursor where it stands
 */
@Type("TierWarningEdge")
@Description("A warning in a list.")
public record TierWarningEdge(
    @NonNull @Description("The warning.") TierWarning node,
    @NonNull @Description("Where it stands.") String cursor) {}
