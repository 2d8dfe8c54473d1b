package io.tributary.insight.value;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What scores customers at an instant: the models of the segment that they were in then where there
 * are any, else those of all customers.
 */
final class ModelsInForce {
  private final Instant asOf;
  private final List<LifetimeValueFit> fits;
  private final LifetimeValueSettings settings;
  private final LifetimeValueFit purchases;
  private final String currency;
  private final Map<String, Scoring> bySegment = new HashMap<>();

  /**
   * The models of an instant.
   *
   * @param fits those in force then, of the kind of segments in the settings
   * @param settings which model of purchases, and how far ahead
   */
  ModelsInForce(Instant asOf, List<LifetimeValueFit> fits, LifetimeValueSettings settings) {
    this.asOf = asOf;
    this.fits = fits;
    this.settings = settings;
    this.purchases = Values.of(fits, settings.model(), null);
    LifetimeValueFit spend = Values.of(fits, LifetimeValueModel.GAMMA_GAMMA, null);
    LifetimeValueFit money = spend == null ? purchases : spend;
    this.currency = money == null ? null : money.currency();
  }

  /**
   * What scores customers of one segment.
   *
   * @param fit the version of the model of purchases
   * @param rule what it says
   */
  record Scoring(UUID fit, ValueRule rule) {}

  Instant asOf() {
    return asOf;
  }

  LifetimeValueSettings settings() {
    return settings;
  }

  /** Of the values; null when no model was fitted by then. */
  String currency() {
    return currency;
  }

  /** Whether any model of purchases was fitted by then. */
  boolean exist() {
    return purchases != null;
  }

  /** What scores customers of a segment, or of none; only where models {@link #exist}. */
  Scoring of(String segment) {
    return bySegment.computeIfAbsent(segment, this::scoring);
  }

  private Scoring scoring(String segment) {
    LifetimeValueFit own = segment == null ? null : Values.of(fits, settings.model(), segment);
    LifetimeValueFit buying = own == null ? purchases : own;
    LifetimeValueFit spend = spend(segment);
    return new Scoring(
        buying.uuid(),
        new ValueRule(
            buying.process(),
            spend == null ? null : spend.spend(),
            decimals(currency),
            settings.months(),
            settings.monthlyDiscount()));
  }

  /** A segment's own model of value counts only in the currency of all. */
  private LifetimeValueFit spend(String segment) {
    LifetimeValueFit own =
        segment == null ? null : Values.of(fits, LifetimeValueModel.GAMMA_GAMMA, segment);
    return own != null && own.currency().equals(currency)
        ? own
        : Values.of(fits, LifetimeValueModel.GAMMA_GAMMA, null);
  }

  /** The currency's number of decimals. */
  static int decimals(String currency) {
    return java.util.Currency.getInstance(currency).getDefaultFractionDigits();
  }
}
