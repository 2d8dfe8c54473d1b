package io.tributary.insight.service;

import org.eclipse.microprofile.graphql.Description;

/** Whether a clock of service runs. */
@Description("Whether a clock of service runs.")
public enum ServiceClockState {
  /** It runs within business hours. */
  @Description("It runs within business hours.")
  RUNNING,
  /** The customer is to answer. */
  @Description("It pauses: the customer is to answer.")
  PAUSED,
  /** It has stopped. */
  @Description("It has stopped: staff answered, or the case is done.")
  STOPPED
}
