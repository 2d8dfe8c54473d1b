package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;

/** Why a model was not fitted. */
@Description("Why a model was not fitted. The version before stays in force.")
public enum FitRefusal {
  /** Fewer than 100 customers bought again. */
  @Description("Fewer than 100 customers bought on a second day (for GAMMA_GAMMA: at a value).")
  TOO_FEW_REPEATERS,
  /** The likelihood has no maximum at finite parameters. */
  @Description(
      "The likelihood rises without end: the data are not spread as the model says, for example"
          + " because all customers buy alike.")
  NO_MAXIMUM
}
