package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** How far a tier that has ended can fall: to the greater of this and what is still earned. */
@Enum("TierFloor")
@Description(
    "How far a tier that has ended can fall: to the greater of this and what is still earned. ONE_DOWN: the tier"
        + " below, for a validity period of its own. TO_EARNED: what is earned. BASE: the base tier.")
public enum TierFloor {
  /** The tier below, which then has a validity period of its own. */
  ONE_DOWN,
  /** What is earned, whatever that is. */
  TO_EARNED,
  /** The base tier; since what is earned is kept, the same as {@link #TO_EARNED}. */
  BASE
}
