package io.tributary.insight.value;

import static org.apache.commons.math3.special.Gamma.logGamma;

import java.util.function.DoubleUnaryOperator;

/**
 * The Pareto/NBD model: Schmittlein, Morrison and Colombo, "Counting Your Customers", Management
 * Science 33 (1987), as Fader and Hardie write it in "A Note on Deriving the Pareto/NBD Model and
 * Related Expressions" (2005). Rates of buying (r, alpha) and of leaving (s, beta) are
 * gamma-distributed.
 *
 * @param r shape of the buying rates
 * @param alpha scale of the buying rates, in weeks
 * @param s shape of the leaving rates
 * @param beta scale of the leaving rates, in weeks
 */
record ParetoNbd(double r, double alpha, double s, double beta) implements PurchaseProcess {

  @Override
  public double logLikelihood(Histories histories) {
    double scale = r * Math.log(alpha) + s * Math.log(beta);
    double logS = Math.log(s);
    return histories.sumByRepeatsAndDay(
        x -> logGamma(r + x) - logGamma(r) + scale,
        this::tail,
        (x, common, last, age, weeks) ->
            common
                + Logs.add(
                    stayed(x, weeks), logS - Math.log(r + s + x) + Logs.subtract(last, age)));
  }

  /** log of 1 / ((alpha+T)^(r+x) (beta+T)^s): alive at the end. */
  private double stayed(int x, double age) {
    return -(r + x) * Math.log(alpha + age) - s * Math.log(beta + age);
  }

  /** log of s/(r+s+x) · A0: left somewhere between the last purchase and the end. */
  private double left(int x, double last, double age) {
    return Math.log(s) - Math.log(r + s + x) + Logs.subtract(tail(x, last), tail(x, age));
  }

  /**
   * log of F(r+s+x, s+1; r+s+x+1; (alpha-beta)/(alpha+t)) / (alpha+t)^(r+s+x). By Euler's
   * transformation it is F(1, r+x; r+s+x+1; ·) / ((alpha+t)^(r+x) (beta+t)^s), of which all parts
   * are positive whether alpha is the greater or beta, so that one form does for both cases.
   */
  private double tail(int x, double t) {
    double z = (alpha - beta) / (alpha + t);
    return -(r + x) * Math.log(alpha + t)
        - s * Math.log(beta + t)
        + Math.log(Hypergeometric.ofOne(r + x, r + s + x, z));
  }

  @Override
  public double expected(double weeks) {
    return r * beta / alpha * weeksAlive(beta, weeks);
  }

  /**
   * Who is there at the end has bought so often in all the time, who left before in the time until
   * then: over that time it is an integral, of which all parts are positive. The closed form of the
   * paper is a difference of sums that lose their digits.
   */
  @Override
  public double probability(int repeats, double weeks) {
    double ways = Logs.manyWays(repeats, r);
    DoubleUnaryOperator boughtBy = t -> ways + Logs.inTime(repeats, r, alpha, t);
    double stayed = Math.exp(boughtBy.applyAsDouble(weeks) - s * Math.log1p(weeks / beta));
    double left =
        Quadrature.integral(
            t -> Math.exp(boughtBy.applyAsDouble(t) - (s + 1) * Math.log1p(t / beta)), beta, weeks);
    return stayed + s / beta * left;
  }

  @Override
  public double alive(int x, double last, double age) {
    return 1 / (1 + Math.exp(left(x, last, age) - stayed(x, age)));
  }

  @Override
  public double expectedAfter(int x, double last, double age, double weeks) {
    double rate = (r + x) * (beta + age) / (alpha + age);
    return rate * weeksAlive(beta + age, weeks) * alive(x, last, age);
  }

  /** (1 - (scale/(scale+t))^(s-1)) / (s-1), which has a limit at s = 1. */
  private double weeksAlive(double scale, double weeks) {
    double log = Math.log1p(weeks / scale);
    double exponent = (s - 1) * log;
    return Math.abs(exponent) < 1e-12 ? log : -Math.expm1(-exponent) / (s - 1);
  }

  @Override
  public double[] parameters() {
    return new double[] {r, alpha, s, beta};
  }
}
