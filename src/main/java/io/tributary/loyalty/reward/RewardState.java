package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** How far a reward has come. */
@Enum("RewardState")
@Description("How far a reward has come.")
public enum RewardState {
  /** Staff are still at it; members do not see it. */
  DRAFT,
  /** Members see it, and can have it within its window. */
  PUBLISHED,
  /** Nobody can have it any more; claims stand. */
  RETIRED
}
