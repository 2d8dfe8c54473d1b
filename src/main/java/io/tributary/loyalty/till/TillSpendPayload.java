package io.tributary.loyalty.till;

import io.tributary.loyalty.ledger.PointsBalance;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code uploadTillSpend} answers.
 *
 * @param points what the member has after it
 */
@Type("TillSpendPayload")
@Description("What uploadTillSpend answers; the same again however often it comes.")
public record TillSpendPayload(
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
