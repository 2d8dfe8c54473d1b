package io.tributary.loyalty.coupon;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;

/**
 * What shareCouponCode and giveCoupon answer.
 *
 * @param hash the code
 */
@Type("CouponCodePayload")
@Description("What shareCouponCode and giveCoupon answer; the same again when a key comes again.")
public record CouponCodePayload(@Ignore UUID hash) {}
