package io.tributary.loyalty.coupon;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of coupons.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("CouponConnection")
@Description("A page of coupons.")
public record CouponConnection(
    @NonNull @Description("The page.") List<@NonNull CouponEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
