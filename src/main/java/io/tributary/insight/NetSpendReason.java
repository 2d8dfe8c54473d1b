package io.tributary.insight;

import org.eclipse.microprofile.graphql.Description;

/** Why a customer has no net spend as one amount. */
@Description("Why a customer has no net spend as one amount.")
public enum NetSpendReason {
  /** They bought nothing that counts. */
  @Description("They bought nothing that counts.")
  NO_PURCHASES,
  /** They paid in several currencies, and amounts are never converted in silence. */
  @Description("They paid in several currencies; netSpendByCurrency has each.")
  SEVERAL_CURRENCIES
}
