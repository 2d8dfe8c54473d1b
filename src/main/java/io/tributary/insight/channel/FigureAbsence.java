package io.tributary.insight.channel;

import org.eclipse.microprofile.graphql.Description;

/** Why a channel has no return. */
@Description("Why a channel has no cost per customer or return.")
public enum FigureAbsence {
  /** No cost is stated for the period. */
  @Description("No cost is stated for the period.")
  NO_COST,
  /** It brought no new customer. */
  @Description("It brought no new customer.")
  NO_NEW_CUSTOMERS,
  /** Nobody said what part of sales is margin. */
  @Description("What part of sales is margin is not known: set marginShare.")
  MARGIN_UNKNOWN
}
