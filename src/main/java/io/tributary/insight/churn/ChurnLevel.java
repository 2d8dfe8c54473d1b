package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;

/** How likely a customer is to have left. */
@Description("How likely a customer is to have left.")
public enum ChurnLevel {
  /** No sign. */
  @Description("No sign.")
  NONE,
  /** Overdue by their own measure. */
  @Description("Longer away than nine of ten of their gaps.")
  WATCH,
  /** Half as long again, or probably gone. */
  @Description("Half as long again, or more probably gone than not.")
  RISK,
  /** Longer away than the window of activity, and almost surely gone. */
  @Description("Longer away than the window of activity, and gone with a probability above 0.8.")
  LOST;

  /** The next level, or this one at the top. */
  ChurnLevel raised() {
    return values()[Math.min(ordinal() + 1, LOST.ordinal())];
  }
}
