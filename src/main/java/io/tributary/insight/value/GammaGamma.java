package io.tributary.insight.value;

import static org.apache.commons.math3.special.Gamma.logGamma;

/**
 * The Gamma-Gamma model of spend: Fader and Hardie, "The Gamma-Gamma Model of Monetary Value"
 * (2013). An occasion's value is gamma-distributed (p, nu) around a customer's own mean, and nu is
 * gamma-distributed (q, gamma) over customers. Values are in whole units of one currency.
 *
 * @param p shape of a customer's values
 * @param q shape over customers
 * @param gamma scale over customers, in whole units of the currency
 */
record GammaGamma(double p, double q, double gamma) {

  /** Log-likelihood of a customer's mean over so many repeat occasions; both above 0. */
  double logLikelihood(int occasions, double mean) {
    double px = p * occasions;
    return logGamma(px + q)
        - logGamma(px)
        - logGamma(q)
        + q * Math.log(gamma)
        + (px - 1) * Math.log(mean)
        + px * Math.log(occasions)
        - (px + q) * Math.log(gamma + mean * occasions);
  }

  /** Whether there is a mean at all. */
  boolean hasMean() {
    return q > 1;
  }

  /** The value expected of an occasion of somebody of whom none is known. */
  double mean() {
    return p * gamma / (q - 1);
  }

  /**
   * The value expected of an occasion of a customer with a mean over so many: the customer's own
   * mean and everybody's, weighted.
   */
  double mean(int occasions, double own) {
    return occasions == 0 ? mean() : p * (gamma + own * occasions) / (p * occasions + q - 1);
  }

  /** p, q, gamma. */
  double[] parameters() {
    return new double[] {p, q, gamma};
  }
}
