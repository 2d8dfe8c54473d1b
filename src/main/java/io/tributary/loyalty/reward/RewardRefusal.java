package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** Why a member cannot have a reward. */
@Enum("RewardRefusal")
@Description("Why a member cannot have a reward now: the first that holds, in this order.")
public enum RewardRefusal {
  /** It is not published, or was retired. */
  NOT_PUBLISHED,
  /** Its window has not begun. */
  NOT_BEGUN,
  /** Its window is over. */
  ENDED,
  /** It is for members of other tiers. */
  OTHER_TIER,
  /** The member has had as many as one may. */
  LIMIT_REACHED,
  /** All are claimed. */
  OUT_OF_STOCK,
  /** It costs more points than the member has. */
  INSUFFICIENT_POINTS
}
