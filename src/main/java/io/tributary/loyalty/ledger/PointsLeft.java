package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Points that would be left and end together.
 *
 * @param expiresAt from when they can no longer be used; null when they never end
 * @param points how many
 */
@Type("PointsLeft")
@Description("Points that would be left and end together.")
public record PointsLeft(
    @Description("From when they can no longer be used; null when they never end.")
        OffsetDateTime expiresAt,
    @Description("How many.") long points) {}
