package io.tributary.insight.service;

import org.eclipse.microprofile.graphql.Description;

/** What happened to a case of service. */
@Description("What happened to a case of service.")
public enum ServiceEventKind {
  /** Staff answered for the first time. */
  @Description("Staff answered: the clock of the first response stops.")
  RESPONDED,
  /** The customer is to answer. */
  @Description("The customer is to answer: clocks pause.")
  WAITING,
  /** The customer answered. */
  @Description("The customer has answered: clocks go on.")
  RESUMED,
  /** The case is done. */
  @Description("The case is done: clocks stop.")
  RESOLVED,
  /** The case is not done after all. */
  @Description(
      "It is not done after all: within 7 days the clock of the resolution goes on, later both begin"
          + " anew.")
  REOPENED
}
