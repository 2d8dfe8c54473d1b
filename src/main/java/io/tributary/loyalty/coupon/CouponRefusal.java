package io.tributary.loyalty.coupon;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** Why a code cannot be used on an order. */
@Enum("CouponRefusal")
@Description("Why a code cannot be used on an order: the first that holds, in this order.")
public enum CouponRefusal {
  /** No coupon of the programme has this code. */
  UNKNOWN,
  /** It was given to somebody else. */
  OTHER_MEMBER,
  /** It is used. */
  USED,
  /** Its coupon was stopped. */
  STOPPED,
  /** Its time has not come. */
  NOT_BEGUN,
  /** Its time is over. */
  ENDED,
  /** The member has used its coupon as often as one may. */
  LIMIT_REACHED,
  /** Its coupon is used as often as it may be in all. */
  USED_UP,
  /** The goods come to less than it asks for. */
  MINIMUM_SPEND,
  /** It cannot be used with other codes. */
  NOT_COMBINABLE,
  /** There is nothing that it could take off. */
  NOTHING_TO_GIVE
}
