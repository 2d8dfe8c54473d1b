package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;

/** In which order alerts are listed. */
@Description("In which order alerts are listed.")
public enum FigureAlertOrder {
  /** The latest first. */
  @Description("By raisedAt, the latest first: for looking at them.")
  NEWEST_FIRST,
  /** As they were raised. */
  @Description(
      "By raisedAt, the earliest first: for reading on from the last cursor. An alert is in it a"
          + " minute after it was raised, when no earlier one can still come.")
  RAISED_FIRST
}
