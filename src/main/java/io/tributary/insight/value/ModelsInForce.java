package io.tributary.insight.value;

import java.time.Instant;
import java.util.UUID;

/**
 * What scores customers at an instant.
 *
 * @param asOf the instant
 * @param purchases the model of purchases; null when none was fitted by then
 * @param spend the model of value; null when none was fitted by then
 * @param currency of the values
 * @param settings how far ahead
 */
record ModelsInForce(
    Instant asOf,
    LifetimeValueFit purchases,
    LifetimeValueFit spend,
    String currency,
    LifetimeValueSettings settings) {

  UUID fit() {
    return purchases.uuid();
  }

  ValueRule rule() {
    return new ValueRule(
        purchases.process(),
        spend == null ? null : spend.spend(),
        decimals(currency),
        settings.months(),
        settings.monthlyDiscount());
  }

  /** The currency's number of decimals. */
  static int decimals(String currency) {
    return java.util.Currency.getInstance(currency).getDefaultFractionDigits();
  }
}
