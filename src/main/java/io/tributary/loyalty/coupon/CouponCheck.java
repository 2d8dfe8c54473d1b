package io.tributary.loyalty.coupon;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a code would give.
 *
 * @param code as it was typed
 * @param refusal why nothing; null when it can be used
 * @param discount off the goods
 * @param shippingDiscount off the shipping
 * @param gift the product's SKU; null for none
 */
@Type("CouponCheck")
@Description("What a code would give on an order.")
public record CouponCheck(
    @NonNull @Description("As it was typed.") String code,
    @Description("Why nothing; null when it can be used.") CouponRefusal refusal,
    @NonNull @Description("Off the goods.") Money discount,
    @NonNull @Description("Off the shipping.") Money shippingDiscount,
    @Description("The SKU of the product that it gives.") String gift) {}
