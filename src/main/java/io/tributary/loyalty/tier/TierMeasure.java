package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What earns a tier. */
@Enum("TierMeasure")
@Description("What earns a tier. NET_SPEND: paid orders less returns, in the programme's currency.")
public enum TierMeasure {
  /** Paid orders less returns, in the programme's currency. */
  NET_SPEND
}
