package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What became of a correction of points. */
@Enum("PointsAdjustmentState")
@Description("What became of a correction of points.")
public enum AdjustmentState {
  /** It waits for a second person. */
  PROPOSED,
  /** It was done. */
  DONE,
  /** A second person refused it. */
  REFUSED
}
