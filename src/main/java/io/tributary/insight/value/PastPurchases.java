package io.tributary.insight.value;

import java.util.UUID;

/**
 * A customer's purchases up to an instant, as the models see them. Several orders on one local day
 * are one occasion.
 *
 * @param customer whose
 * @param segment which they were in at the instant; null for none
 * @param repeats occasions after the first
 * @param lastDay local days from the first occasion to the last
 * @param age local days from the first occasion to the last day that was seen
 * @param valued how many repeat occasions were in the model's currency
 * @param valueMinor their net value, in minor units of that currency
 */
record PastPurchases(
    UUID customer, String segment, int repeats, int lastDay, int age, int valued, long valueMinor) {
  private static final double WEEK = 7;

  /** Weeks from the first occasion to the last. */
  double lastWeeks() {
    return lastDay / WEEK;
  }

  /** Weeks watched. */
  double ageWeeks() {
    return age / WEEK;
  }

  /** The mean value of the valued occasions, in whole units; 0 when there is none. */
  double mean(int decimals) {
    return valued == 0 ? 0 : valueMinor / Math.pow(10, decimals) / valued;
  }
}
