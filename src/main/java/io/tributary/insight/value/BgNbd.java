package io.tributary.insight.value;

import static org.apache.commons.math3.special.Beta.logBeta;
import static org.apache.commons.math3.special.Beta.regularizedBeta;
import static org.apache.commons.math3.special.Gamma.logGamma;

/**
 * The BG/NBD model: Fader, Hardie and Lee, "Counting Your Customers the Easy Way: An Alternative to
 * the Pareto/NBD Model", Marketing Science 24 (2005). Customers buy at a rate that is
 * gamma-distributed (r, alpha) and leave after a purchase with a probability that is
 * beta-distributed (a, b).
 *
 * @param r shape of the buying rates
 * @param alpha scale of the buying rates, in weeks
 * @param a of the probability to leave
 * @param b of the probability to leave
 */
record BgNbd(double r, double alpha, double a, double b) implements PurchaseProcess {

  /** How close to a pole of the formulas a parameter may come; between, the mean of both sides. */
  private static final double NEAR = 1e-5;

  /** The paper's equation 6, in logarithms. */
  @Override
  public double logLikelihood(Histories histories) {
    double logA = Math.log(a);
    return histories.sumByDay(
        this::common,
        weeks -> Math.log(alpha + weeks),
        (x, common, last, age, weeks) -> {
          double stayed = -(r + x) * age;
          return x == 0
              ? common + stayed
              : common + Logs.add(stayed, logA - Math.log(b + x - 1) - (r + x) * last);
        });
  }

  private double common(int x) {
    return logGamma(r + x)
        - logGamma(r)
        + r * Math.log(alpha)
        + logGamma(a + b)
        + logGamma(b + x)
        - logGamma(b)
        - logGamma(a + b + x);
  }

  /**
   * Equation 9. Euler's transformation (DLMF 15.8.1) turns its hypergeometric factor, whose terms
   * overflow, into one whose terms fall.
   */
  @Override
  public double expected(double weeks) {
    return awayFromPoles(m -> m.gain(0, 0, weeks));
  }

  /** Equation 8; the odds of fewer purchases, which it sums up, are an incomplete beta function. */
  @Override
  public double probability(int repeats, double weeks) {
    double all = logBeta(a, b);
    double bought = Math.exp(Logs.negativeBinomial(repeats, r, alpha, weeks));
    double stayed = Math.exp(logBeta(a, b + repeats) - all) * bought;
    return repeats == 0 || weeks == 0
        ? stayed
        : stayed
            + Math.exp(logBeta(a + 1, b + repeats - 1) - all)
                * regularizedBeta(weeks / (alpha + weeks), repeats, r);
  }

  /** One less the probability to have left after the last purchase; 1 without a repeat purchase. */
  @Override
  public double alive(int x, double last, double age) {
    if (x == 0) {
      return 1;
    }
    double odds =
        Math.log(a)
            - Math.log(b + x - 1)
            + (r + x) * (Math.log(alpha + age) - Math.log(alpha + last));
    return 1 / (1 + Math.exp(odds));
  }

  /** Equation 10: what is expected of one who is still there, times the odds of that. */
  @Override
  public double expectedAfter(int x, double last, double age, double weeks) {
    return awayFromPoles(m -> m.gain(x, age, weeks)) * alive(x, last, age);
  }

  /**
   * (a+b+x-1)/(a-1) · (1 - ((alpha+T)/(alpha+T+t))^(r+x) · F(r+x, b+x; a+b+x-1; z)) with z =
   * t/(alpha+T+t); the product is (1-z)^(a-1) · F(a+b-1-r, a-1; a+b+x-1; z).
   */
  private double gain(int x, double age, double weeks) {
    double z = weeks / (alpha + age + weeks);
    double c = a + b + x - 1;
    double rest = -Math.log1p(-z) * (1 - a);
    return c / (a - 1) * (1 - Math.exp(rest) * Hypergeometric.series(c - r - x, a - 1, c, z));
  }

  private interface Reading {
    double of(BgNbd model);
  }

  /** a = 1 and a + b = 1 are poles of the formula, not of what it means. */
  private double awayFromPoles(Reading reading) {
    if (Math.abs(a - 1) < NEAR || Math.abs(a + b - 1) < NEAR) {
      double shift = 2 * NEAR;
      double below = reading.of(new BgNbd(r, alpha, a - shift, b));
      double above = reading.of(new BgNbd(r, alpha, a + shift, b));
      return (below + above) / 2;
    }
    return reading.of(this);
  }

  @Override
  public double[] parameters() {
    return new double[] {r, alpha, a, b};
  }
}
