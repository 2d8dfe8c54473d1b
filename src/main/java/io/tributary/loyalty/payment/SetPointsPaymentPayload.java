package io.tributary.loyalty.payment;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code setPointsPayment} answers.
 *
 * @param rule as it is from now on
 */
@Type("SetPointsPaymentPayload")
@Description("What setPointsPayment answers.")
public record SetPointsPaymentPayload(
    @NonNull @Description("As it is from now on.") PointsPaymentRule rule) {}
