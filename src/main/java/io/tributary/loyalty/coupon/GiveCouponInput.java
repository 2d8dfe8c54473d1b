package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A coupon for one member.
 *
 * @param coupon which, a TypeID
 * @param customer to whom, a TypeID
 * @param idempotencyKey tells a repetition from another gift
 */
@Input("GiveCouponInput")
@Description("A coupon for one member: a code that nobody else can use.")
public record GiveCouponInput(
    @Id @NonNull @Description("TypeID of the coupon.") String coupon,
    @Id @NonNull @Description("To whom, a customer's id.") String customer,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
