package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** Over which time spend is measured, as the API names it; the rule's own form is Window. */
@Enum("TierWindow")
@Description("Over which time spend is measured. ROLLING: the last period, in whole local days.")
public enum TierWindow {
  /** The last period, in whole local days. */
  ROLLING
}
