package io.tributary.insight.value;

import static org.apache.commons.math3.special.Gamma.logGamma;

/** Numbers that are kept as logarithms, so that none of them overflows. */
final class Logs {
  private Logs() {}

  /** log(e^a + e^b). */
  static double add(double a, double b) {
    double high = Math.max(a, b);
    return high == Double.NEGATIVE_INFINITY
        ? high
        : high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }

  /** log(e^a - e^b); -infinity where rounding made a no greater than b. */
  static double subtract(double a, double b) {
    if (!(a > b)) {
      return Double.NEGATIVE_INFINITY;
    }
    double gap = b - a;
    return a + (gap > -0.6931 ? Math.log(-Math.expm1(gap)) : Math.log1p(-Math.exp(gap)));
  }

  /** log of the probability of so many events at rates that are gamma-distributed (r, alpha). */
  static double negativeBinomial(int events, double r, double alpha, double time) {
    return manyWays(events, r) + inTime(events, r, alpha, time);
  }

  /** The part of {@link #negativeBinomial} that no time enters. */
  static double manyWays(int events, double r) {
    return logGamma(r + events) - logGamma(r) - logGamma(events + 1);
  }

  /** The part of {@link #negativeBinomial} that follows from the time. */
  static double inTime(int events, double r, double alpha, double time) {
    double none = -r * Math.log1p(time / alpha);
    return events == 0 ? none : none - events * Math.log1p(alpha / time);
  }
}
