package io.tributary.insight.value;

import java.util.UUID;

/**
 * What a customer is worth (metrics.md, "Customer lifetime value"): the sum over months i of the
 * value of an occasion times the occasions expected in month i, discounted by (1+d)^i.
 *
 * @param process the model of purchases
 * @param spend the model of an occasion's value; null when there is none
 * @param decimals of the currency
 * @param months how far ahead
 * @param discount what money a month later is worth less
 */
record ValueRule(
    PurchaseProcess process, GammaGamma spend, int decimals, int months, double discount) {

  /** The models count time in weeks; so long is a month. */
  static final double WEEKS_A_MONTH = 4.345;

  /**
   * What is expected of one customer.
   *
   * @param meanMinor value of an occasion; null when there is no model of it, or no mean
   * @param valueMinor discounted; null for the reason
   */
  record Score(
      UUID customer,
      int repeats,
      double alive,
      double expected,
      Long meanMinor,
      Long valueMinor,
      LifetimeValueReason reason) {}

  /** The probability not to have left, of a past in days since the first purchase. */
  double aliveAfter(int repeats, int lastDay, int age) {
    PastPurchases past = new PastPurchases(null, null, repeats, lastDay, age, 0, 0);
    return process.alive(repeats, past.lastWeeks(), past.ageWeeks());
  }

  /**
   * What is expected of the months ahead.
   *
   * @param purchases occasions
   * @param discounted the same, each by its month
   */
  record Ahead(double purchases, double discounted) {}

  /** What is expected of a past, in weeks. */
  Ahead ahead(int repeats, double last, double age) {
    double before = 0;
    double discounted = 0;
    double factor = 1;
    for (int i = 1; i <= months; i++) {
      double until = process.expectedAfter(repeats, last, age, i * WEEKS_A_MONTH);
      factor /= 1 + discount;
      discounted += (until - before) * factor;
      before = until;
    }
    return new Ahead(before, discounted);
  }

  /** The score of a past. */
  Score score(PastPurchases past) {
    double alive = process.alive(past.repeats(), past.lastWeeks(), past.ageWeeks());
    Ahead ahead = ahead(past.repeats(), past.lastWeeks(), past.ageWeeks());
    if (spend == null || !spend.hasMean()) {
      LifetimeValueReason reason =
          spend == null ? LifetimeValueReason.NO_VALUE_MODEL : LifetimeValueReason.MEAN_UNDEFINED;
      return new Score(
          past.customer(), past.repeats(), alive, ahead.purchases(), null, null, reason);
    }
    double mean = spend.mean(past.valued(), past.mean(decimals)) * Math.pow(10, decimals);
    return new Score(
        past.customer(),
        past.repeats(),
        alive,
        ahead.purchases(),
        Math.round(mean),
        Math.round(mean * ahead.discounted()),
        null);
  }
}
