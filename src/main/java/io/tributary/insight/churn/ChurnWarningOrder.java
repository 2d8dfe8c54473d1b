package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;

/** In which order warnings are listed. */
@Description("In which order warnings are listed.")
public enum ChurnWarningOrder {
  /** By the instant they are true for, the latest first. */
  @Description("By raisedAt, the latest first: for looking at them.")
  NEWEST_FIRST,
  /** As they were written. */
  @Description(
      "By recordedAt, the earliest first: for reading on from the last cursor without missing one. A"
          + " warning is in it a minute after it was written, when no earlier one can still come.")
  RECORDED_FIRST
}
