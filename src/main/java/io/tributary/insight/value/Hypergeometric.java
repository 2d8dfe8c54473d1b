package io.tributary.insight.value;

import org.apache.commons.math3.util.ContinuedFraction;

/** Gauss's hypergeometric function F(a, b; c; z), as far as the models need it. */
final class Hypergeometric {
  private static final double PRECISION = 1e-15;
  private static final int MOST_TERMS = 1_000_000;

  private Hypergeometric() {}

  /** The power series, for 0 ≤ z &lt; 1. */
  static double series(double a, double b, double c, double z) {
    double term = 1;
    double sum = 1;
    for (int n = 0; n < MOST_TERMS; n++) {
      term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
      sum += term;
      // past a sign change of a + n the terms fall in size for good
      if (Math.abs(term) <= PRECISION * Math.abs(sum) && n > -a) {
        break;
      }
    }
    return sum;
  }

  /**
   * F(1, b; c + 1; z) for any z &lt; 1, by Gauss's continued fraction (DLMF 15.7.1 with one
   * parameter 0), which converges where the series crawls: near z = 1 and far below 0.
   */
  static double ofOne(double b, double c, double z) {
    ContinuedFraction fraction =
        new ContinuedFraction() {
          @Override
          protected double getA(int n, double x) {
            return c + n;
          }

          @Override
          protected double getB(int n, double x) {
            int half = n / 2;
            double u = n % 2 == 1 ? (b + half) * (c + half) : half * (c - b + half);
            return -u * x;
          }
        };
    return c / fraction.evaluate(z, PRECISION, MOST_TERMS);
  }
}
