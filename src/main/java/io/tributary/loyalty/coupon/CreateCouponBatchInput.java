package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Codes to make.
 *
 * @param coupon for which, a TypeID
 * @param size how many
 * @param idempotencyKey tells a repetition from another batch
 */
@Input("CreateCouponBatchInput")
@Description("Codes to make, each used once.")
public record CreateCouponBatchInput(
    @Id @NonNull @Description("TypeID of the coupon.") String coupon,
    @Description("How many, 1 to 1,000,000.") int size,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
