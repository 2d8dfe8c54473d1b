package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Points that end together.
 *
 * @param expiresAt from when they can no longer be used
 * @param points how many
 */
@Type("PointsExpiry")
@Description("Points that end together.")
public record PointsExpiry(
    @NonNull
        @Description(
            "From when they can no longer be used: the start of a local day of the programme.")
        OffsetDateTime expiresAt,
    @Description("How many.") long points) {}
