package io.tributary.loyalty.coupon;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of codes.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("CouponCodeConnection")
@Description("A page of codes.")
public record CouponCodeConnection(
    @NonNull @Description("The page.") List<@NonNull CouponCodeEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
