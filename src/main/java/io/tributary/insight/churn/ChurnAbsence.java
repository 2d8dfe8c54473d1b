package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;

/** Why a customer has no level. */
@Description("Why a customer has no level of churn.")
public enum ChurnAbsence {
  /** They bought nothing that counts. */
  @Description("They bought nothing that counts.")
  NO_PURCHASES,
  /** The window of activity was not computed by then. */
  @Description("The window of activity was not computed by then; run refresh-churn.")
  NOT_COMPUTED,
  /** The person restricted the processing of their data, or objects to it. */
  @Description("The person restricted the processing of their data, or objects to it.")
  LIMITED
}
