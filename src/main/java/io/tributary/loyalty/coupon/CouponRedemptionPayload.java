package io.tributary.loyalty.coupon;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;

/**
 * What redeemCoupons and rollBackCoupons answer.
 *
 * @param redemptionId the redemption
 */
@Type("CouponRedemptionPayload")
@Description(
    "What redeemCoupons and rollBackCoupons answer; the same again when the key comes again.")
public record CouponRedemptionPayload(@Ignore UUID redemptionId) {}
