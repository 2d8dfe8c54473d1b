package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;

/** What speaks for a level. */
@Description("What speaks for a level of churn.")
public enum ChurnSign {
  /** Days since the last purchase by the customer's own gap. */
  @Description("Days since the last purchase by the customer's own usual gap.")
  OVERDUE,
  /** The probability not to have left. */
  @Description("The probability, by the model of purchases, that the customer has not left.")
  ALIVE,
  /** Days since the last purchase. */
  @Description("Days since the last purchase, against the window of activity.")
  SILENT,
  /** Complaints. */
  @Description("Complaints since the last purchase.")
  COMPLAINTS,
  /** Low ratings. */
  @Description("Ratings of 2 or less since the last purchase.")
  LOW_RATINGS
}
