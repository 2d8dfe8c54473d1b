package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What earns a tier. */
@Enum("TierMeasure")
@Description(
    "What earns a tier. NET_SPEND: paid orders less returns, in the programme's currency. QUALIFYING_POINTS: growth"
        + " value earned (currency GROWTH) less what was taken back; spending or expiry of points never counts. VISITS:"
        + " visits to a store. PURCHASE_DAYS: local days with a purchase that was not given back in full.")
public enum TierMeasure {
  /** Paid orders less returns, in the programme's currency. */
  NET_SPEND("net spend"),
  /** Growth value (成长值) earned less what was taken back. */
  QUALIFYING_POINTS("growth value"),
  /** Visits to a store. */
  VISITS("visits"),
  /** Local days with a purchase that was not given back in full. */
  PURCHASE_DAYS("purchase days");

  private final String words;

  TierMeasure(String words) {
    this.words = words;
  }

  /** In a sentence. */
  String words() {
    return words;
  }

  /** Which deeds it is counted from. */
  TierMeasure deeds() {
    return this == PURCHASE_DAYS ? NET_SPEND : this;
  }
}
