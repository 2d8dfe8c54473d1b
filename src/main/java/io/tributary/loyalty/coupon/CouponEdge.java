package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A coupon in a list.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("CouponEdge")
@Description("A coupon in a list.")
public record CouponEdge(
    @NonNull @Description("It.") Coupon node,
    @NonNull @Description("Where it stands.") String cursor) {}
