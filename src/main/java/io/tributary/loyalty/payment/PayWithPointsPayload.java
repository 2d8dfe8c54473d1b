package io.tributary.loyalty.payment;

import io.tributary.loyalty.ledger.PointsBalance;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code payWithPoints} answers.
 *
 * @param paymentId the payment
 * @param points what the member has after it
 */
@Type("PayWithPointsPayload")
@Description("What payWithPoints answers; the same again when its key comes again.")
public record PayWithPointsPayload(
    @Ignore UUID paymentId,
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
