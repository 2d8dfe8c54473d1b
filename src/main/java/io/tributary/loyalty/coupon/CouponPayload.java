package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of a coupon answers.
 *
 * @param coupon as it is now
 */
@Type("CouponPayload")
@Description("What a change of a coupon answers.")
public record CouponPayload(@NonNull @Description("As it is now.") Coupon coupon) {}
