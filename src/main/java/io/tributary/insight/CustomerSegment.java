package io.tributary.insight;

import org.eclipse.microprofile.graphql.Description;

/** By what customers are divided. */
@Description("By what customers are divided.")
public enum CustomerSegment {
  /** The channel of the first purchase. */
  @Description("The channel of the first purchase, or its source's name.")
  FIRST_CHANNEL,
  /** The store of the first purchase. */
  @Description("The store of the first purchase.")
  FIRST_STORE,
  /** The category of what was first bought. */
  @Description("The product category of the first purchase's line of most value.")
  FIRST_CATEGORY,
  /** The city. */
  @Description(
      "The city that survived among the customer's profiles, as it is known now also for a past asOf:"
          + " attributes keep no history.")
  CITY,
  /** The tier. */
  @Description(
      "The tier at asOf, in the oldest programme that the customer was a member of by then.")
  TIER,
  /** The campaign. */
  @Description("The campaign of the last touch with one up to the first purchase.")
  ACQUISITION_CAMPAIGN
}
