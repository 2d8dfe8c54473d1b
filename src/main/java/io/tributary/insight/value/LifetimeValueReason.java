package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;

/** Why a customer has no lifetime value. */
@Description("Why a customer has no lifetime value.")
public enum LifetimeValueReason {
  /** They bought nothing that counts. */
  @Description("They bought nothing that counts.")
  NO_PURCHASES,
  /** No model was fitted by then. */
  @Description("No model of purchases was fitted by then; run fit-lifetime-value.")
  NOT_FITTED,
  /** No model of an occasion's value was fitted by then. */
  @Description("GAMMA_GAMMA was not fitted by then: see the refusal in lifetimeValueFits.")
  NO_VALUE_MODEL,
  /** The model of value has no mean. */
  @Description("GAMMA_GAMMA's q is at most 1, so that the mean value is undefined.")
  MEAN_UNDEFINED
}
