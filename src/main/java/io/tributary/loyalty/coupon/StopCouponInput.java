package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A coupon to stop.
 *
 * @param coupon which, a TypeID
 * @param resume whether it goes on
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("StopCouponInput")
@Description("A coupon to stop, or to let go on.")
public record StopCouponInput(
    @Id @NonNull @Description("TypeID of the coupon.") String coupon,
    @Description("true lets it go on. Left out, nobody can use it any more.") Boolean resume,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
