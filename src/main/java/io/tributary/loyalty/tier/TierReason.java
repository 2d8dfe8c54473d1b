package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** Why a tier began. */
@Enum("TierReason")
@Description(
    "Why a tier began. ENROLLED: the membership began. EARNED: a purchase reached the threshold. EXPIRED: the tier"
        + " above ended, grace included. RETURNED: a return took back what had brought the tier above."
        + " POLICY_CHANGED: another version of the policy came into force. LOCKED: staff hold the member to it. UNLOCKED:"
        + " what was earned, once a lock had ended. RECOGNISED: a tier of another programme began.")
public enum TierReason {
  /** The membership began, in the tier that its first purchase brought if there was one. */
  ENROLLED,
  /** A purchase reached the threshold. */
  EARNED,
  /** The tier above ended, grace included. */
  EXPIRED,
  /** A return took back what had brought the tier above. */
  RETURNED,
  /** Another version of the policy came into force. */
  POLICY_CHANGED,
  /** Staff hold the member to it. */
  LOCKED,
  /** What was earned, once a lock had ended. */
  UNLOCKED,
  /** A tier of another programme began, which this one recognises. */
  RECOGNISED
}
