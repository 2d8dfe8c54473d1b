package io.tributary.loyalty.coupon;

import io.tributary.platform.Money;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What codes would give on an order together.
 *
 * @param usable whether all of them can be used together
 * @param discount off the goods in all
 * @param shippingDiscount off the shipping in all
 * @param codes each of them
 */
@Type("CouponOffer")
@Description("What codes would give on an order together; nothing is written.")
public record CouponOffer(
    @Description("Whether all of them can be used together; redeemCoupons takes all or none.")
        boolean usable,
    @NonNull @Description("Off the goods in all, by those that can be used.") Money discount,
    @NonNull @Description("Off the shipping in all.") Money shippingDiscount,
    @NonNull @Description("Each of them, in the order they were given.")
        List<@NonNull CouponCheck> codes) {}
