package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What became of a referral. */
@Enum("ReferralState")
@Description("What became of a referral.")
public enum ReferralState {
  /** The new customer has not done yet what it takes, or it is being reckoned. */
  WAITING,
  /** It looks like somebody who refers themselves: staff decide. */
  HELD,
  /** Both sides were rewarded. */
  REWARDED,
  /** Staff refused it. */
  REFUSED,
  /** It counts for nothing, see its fault; what was given is taken back. */
  VOID
}
