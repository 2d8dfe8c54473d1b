package io.tributary.loyalty.ledger;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of a reservation answers.
 *
 * @param reservationId the reservation
 * @param points what the member has after it
 */
@Type("PointsReservationPayload")
@Description("What a change of a reservation answers; the same again when its key comes again.")
public record PointsReservationPayload(
    @Ignore UUID reservationId,
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
