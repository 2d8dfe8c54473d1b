package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A code in a list.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("CouponCodeEdge")
@Description("A code in a list.")
public record CouponCodeEdge(
    @NonNull @Description("It.") CouponCode node,
    @NonNull @Description("Where it stands.") String cursor) {}
