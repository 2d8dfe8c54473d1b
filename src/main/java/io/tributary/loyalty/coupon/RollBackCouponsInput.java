package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A redemption to roll back.
 *
 * @param redemption which, a TypeID
 * @param idempotencyKey tells a repetition from another command
 */
@Input("RollBackCouponsInput")
@Description("A redemption to roll back: its codes can be used again.")
public record RollBackCouponsInput(
    @Id @NonNull @Description("TypeID of the redemption.") String redemption,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
