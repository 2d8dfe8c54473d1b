package io.tributary.insight.service;

import org.eclipse.microprofile.graphql.Description;

/** What a clock of service measures. */
@Description("What a clock of service measures.")
public enum ServiceClockKind {
  /** Until staff answered. */
  @Description("Business time until staff answered for the first time.")
  RESPONSE,
  /** Until the case was done. */
  @Description("Business time until the case was done.")
  RESOLUTION
}
