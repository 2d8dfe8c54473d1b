package io.tributary.loyalty.coupon;

import io.tributary.platform.Money;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A code on an order, and what it gave.
 *
 * @param couponId which coupon it stands for
 * @param code as it was typed
 * @param discount off the goods
 * @param shippingDiscount off the shipping
 * @param gift the product's SKU; null for none
 */
@Type("CouponUse")
@Description("A code on an order, and what it gave.")
public record CouponUse(
    @Ignore UUID couponId,
    @NonNull @Description("As it was typed.") String code,
    @NonNull @Description("Off the goods.") Money discount,
    @NonNull @Description("Off the shipping.") Money shippingDiscount,
    @Description("The SKU of the product that it gave.") String gift) {}
