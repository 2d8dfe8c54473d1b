package io.tributary.loyalty.till;

import io.tributary.loyalty.ledger.PointsBalance;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code grantTillAllowance} answers.
 *
 * @param allowance the allowance
 * @param points what the member has after it
 */
@Type("TillAllowancePayload")
@Description("What grantTillAllowance answers; the same again for the same till and number.")
public record TillAllowancePayload(
    @NonNull @Description("The allowance.") TillAllowance allowance,
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
