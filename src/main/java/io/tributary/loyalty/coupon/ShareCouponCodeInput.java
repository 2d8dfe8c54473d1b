package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A code that many may use.
 *
 * @param coupon for which, a TypeID
 * @param code as people write it
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("ShareCouponCodeInput")
@Description("A code that many may use.")
public record ShareCouponCodeInput(
    @Id @NonNull @Description("TypeID of the coupon.") String coupon,
    @NonNull @Description("3 to 40 letters, digits and dashes, of no other coupon: SPRING-24.")
        String code,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
