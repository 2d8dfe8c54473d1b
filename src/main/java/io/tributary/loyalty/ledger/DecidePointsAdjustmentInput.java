package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A decision about a correction of points.
 *
 * @param adjustment as described
 * @param approve as described
 * @param idempotencyKey tells a repetition from another command
 */
@Input("DecidePointsAdjustmentInput")
@Description("A decision about a correction of points.")
public record DecidePointsAdjustmentInput(
    @Id @NonNull @Description("The correction.") String adjustment,
    @Description("Whether it is done.") boolean approve,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
