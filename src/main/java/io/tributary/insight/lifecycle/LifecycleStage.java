package io.tributary.insight.lifecycle;

import org.eclipse.microprofile.graphql.Description;

/** Where a customer stands. */
@Description("Where a customer stands between first contact and loss.")
public enum LifecycleStage {
  /** Known by name only. */
  @Description("Known, and not seen to do anything.")
  CONTACT,
  /** Looked around. */
  @Description("Has looked, followed or visited, and not bought.")
  INTEREST,
  /** Bought for the first time. */
  @Description("Has bought on one day.")
  PURCHASE,
  /** Came again after the first purchase. */
  @Description("Has come again on a later day than that of the first purchase, or bought again.")
  USE,
  /** Buys again and again. */
  @Description("Has bought on four days or more since the last time they were lost.")
  LOYAL,
  /** Has not bought for long. */
  @Description("Has bought nothing for the window of activity.")
  LAPSING,
  /** Has not bought for twice as long. */
  @Description("Has bought nothing for twice the window of activity.")
  LOST
}
