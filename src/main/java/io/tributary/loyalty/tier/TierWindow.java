package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/**
 * Over which time what earns a tier is counted, as the API names it; the rule's own form is Window.
 */
@Enum("TierWindow")
@Description(
    "Over which time what earns a tier is counted, in whole local days of the programme. ROLLING: the last period."
        + " CALENDAR: the calendar's year, or its months, quarters, halves or several years by the period. ANNIVERSARY:"
        + " the member's own year from the day of joining, or another period of whole months. SINCE_TIER_START: since"
        + " the tier below began and was held without a gap. LIFETIME: always; a tier once earned does not end.")
public enum TierWindow {
  /** The last period. */
  ROLLING,
  /** The calendar's year, or another period that divides it. */
  CALENDAR,
  /** The member's own year, from the day of joining. */
  ANNIVERSARY,
  /** Since the tier below began. */
  SINCE_TIER_START,
  /** Always. */
  LIFETIME
}
