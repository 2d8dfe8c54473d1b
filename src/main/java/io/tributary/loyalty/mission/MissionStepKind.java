package io.tributary.loyalty.mission;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a step of a mission counts. */
@Enum("MissionStepKind")
@Description("What a step of a mission counts.")
public enum MissionStepKind {
  /** Paid orders that stand. */
  ORDERS,
  /** Net spend, in the programme's money. */
  SPEND,
  /** Paid orders with one of some products or categories that was not given back. */
  PURCHASE,
  /** Different stores with a paid order. */
  STORES,
  /** Different channels with a paid order. */
  CHANNELS,
  /** Events of one of some names. */
  EVENT,
  /** Visits to a store. */
  CHECK_IN,
  /** Reviews and comments. */
  REVIEW,
  /** New customers whom the member brought, once the referral is rewarded. */
  REFERRAL;

  /** Whether it counts paid orders. */
  boolean isOfOrders() {
    return ordinal() <= CHANNELS.ordinal();
  }
}
