package io.tributary.insight.value;

/** Sums of numbers that are kept as logarithms, so that none of them overflows. */
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
}
