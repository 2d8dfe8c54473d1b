package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a new customer must do for a referral to count. */
@Enum("ReferralQualification")
@Description("What a new customer must do for a referral to count.")
public enum ReferralQualification {
  /** Nothing more than use the code. */
  SIGN_UP,
  /** Pay an order that stands. */
  FIRST_ORDER
}
