package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code createCouponBatch} answers.
 *
 * @param batch as it is now
 */
@Type("CouponBatchPayload")
@Description("What createCouponBatch answers.")
public record CouponBatchPayload(@NonNull @Description("As it is now.") CouponBatch batch) {}
