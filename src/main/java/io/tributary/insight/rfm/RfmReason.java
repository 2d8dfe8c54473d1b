package io.tributary.insight.rfm;

import org.eclipse.microprofile.graphql.Description;

/** Why a customer has no score. */
@Description("Why a customer has no RFM score.")
public enum RfmReason {
  /** They bought nothing that counts. */
  @Description("They bought nothing that counts.")
  NO_PURCHASES,
  /** The thresholds were not computed yet. */
  @Description("The thresholds were not computed yet; run refresh-rfm.")
  NOT_SCORED
}
