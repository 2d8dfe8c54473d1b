package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a coupon gives. */
@Enum("CouponKind")
@Description("What a coupon gives.")
public enum CouponKind {
  /** Per cent off the goods. */
  PERCENTAGE,
  /** An amount off the goods. */
  AMOUNT,
  /** A product. */
  GIFT,
  /** Delivery for nothing. */
  FREE_SHIPPING
}
