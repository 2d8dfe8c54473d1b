package io.tributary.insight.experiment;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/**
 * Two proportions, the control's first: x of n and y of m.
 *
 * @param x the control's successes
 * @param n of so many
 * @param y the other's successes
 * @param m of so many
 */
record Proportions(long x, long n, long y, long m) {
  private static final double FEWEST_EXPECTED = 5;

  /** Probabilities that differ by less are the same table's, seen from its two sides. */
  private static final double SAME = 1e-7;

  /** The other's proportion less the control's. */
  double difference() {
    return y / (double) m - x / (double) n;
  }

  /** Whether one of the four expected numbers is too small for a normal distribution. */
  boolean isSparse() {
    double all = n + (double) m;
    double successes = x + (double) y;
    double least = Math.min(n, m) * Math.min(successes, all - successes) / all;
    return least < FEWEST_EXPECTED;
  }

  /** z with the pooled proportion. */
  double z() {
    double pooled = (x + y) / (double) (n + m);
    return difference() / Math.sqrt(pooled * (1 - pooled) * (1.0 / n + 1.0 / m));
  }

  /** The two-sided probability of a z. */
  static double twoSided(double z) {
    return Erf.erfc(Math.abs(z) / Math.sqrt(2));
  }

  /**
   * Fisher's exact test, two-sided: all tables with the same sums that are no likelier than this
   * one, of which there are no more than the smallest of the sums.
   */
  double fisher() {
    long successes = x + y;
    long fewest = Math.max(0, successes - n);
    long most = Math.min(successes, m);
    double here = logProbability(y, successes);
    double sum = 0;
    for (long k = fewest; k <= most; k++) {
      double log = logProbability(k, successes);
      if (log <= here + SAME) {
        sum += Math.exp(log);
      }
    }
    return Math.min(1, sum);
  }

  private double logProbability(long k, long successes) {
    return logChoose(m, k) + logChoose(n, successes - k) - logChoose(n + m, successes);
  }

  private static double logChoose(long of, long k) {
    return Gamma.logGamma(of + 1.0) - Gamma.logGamma(k + 1.0) - Gamma.logGamma(of - k + 1.0);
  }

  /** An interval. */
  record Interval(double low, double high) {}

  /**
   * The interval of the difference: Newcombe (1998), method 10, of the two Wilson intervals.
   *
   * @param significance what is left outside
   */
  Interval interval(double significance) {
    double z = new NormalDistribution().inverseCumulativeProbability(1 - significance / 2);
    double p = x / (double) n;
    double q = y / (double) m;
    Interval control = wilson(x, n, z);
    Interval other = wilson(y, m, z);
    double d = q - p;
    return new Interval(
        d - Math.hypot(q - other.low, control.high - p),
        d + Math.hypot(other.high - q, p - control.low));
  }

  private static Interval wilson(long successes, long of, double z) {
    double p = successes / (double) of;
    double spread = z * Math.sqrt(z * z + 4 * successes * (1 - p));
    double middle = 2 * successes + z * z;
    double scale = 2 * (of + z * z);
    return new Interval((middle - spread) / scale, (middle + spread) / scale);
  }
}
