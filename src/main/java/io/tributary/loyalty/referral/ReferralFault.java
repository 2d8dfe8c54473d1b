package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** Why a referral counts for nothing. */
@Enum("ReferralFault")
@Description("Why a referral counts for nothing.")
public enum ReferralFault {
  /** No terms were in force when the code was used. */
  NOT_IN_FORCE,
  /** Referrer and referred are one customer. */
  SAME_CUSTOMER,
  /** The customer used another code before. */
  OTHER_CODE_FIRST,
  /** The customer had paid an order before using the code. */
  NOT_NEW,
  /** The days are over in which the order had to be made. */
  DAYS_OVER,
  /** The referrer had as many as the window or the terms allow. */
  LIMIT_REACHED,
  /** The budget of the terms was spent. */
  BUDGET_SPENT
}
