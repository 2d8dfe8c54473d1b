package io.tributary.loyalty.till;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a till may spend without a network.
 *
 * @param signed the allowance with its signature
 * @param points at most so many
 * @param validUntil until when it may be spent, exclusive
 * @param heldUntil until when the points are held for what comes of it
 */
@Type("TillAllowance")
@Description("What a till may spend without a network.")
public record TillAllowance(
    @NonNull
        @Description(
            "The allowance with its signature, a compact JWS: reservation, customer, currency, points, device, sequence,"
                + " issuedAt, validUntil.")
        String signed,
    @Description("At most so many points.") long points,
    @NonNull @Description("Until when it may be spent, exclusive.") OffsetDateTime validUntil,
    @NonNull @Description("Until when the points are held for what comes of it; then they go back.")
        OffsetDateTime heldUntil) {}
