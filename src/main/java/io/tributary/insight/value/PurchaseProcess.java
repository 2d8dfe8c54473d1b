package io.tributary.insight.value;

/**
 * A model of when customers buy until they silently leave. Times are in weeks. A customer's past is
 * three numbers: how many repeat occasions, when the last of them was and how long the customer has
 * been watched, both counted from the first purchase.
 */
sealed interface PurchaseProcess permits BgNbd, ParetoNbd {
  /** Log-likelihood of all these pasts together. */
  double logLikelihood(Histories histories);

  /** Repeat purchases expected of a new customer in so many weeks. */
  double expected(double weeks);

  /** The probability that a customer with this past has not left. */
  double alive(int repeats, double last, double age);

  /** Purchases expected of a customer with this past in the weeks that follow. */
  double expectedAfter(int repeats, double last, double age, double weeks);

  /** The probability that a new customer makes just so many repeat purchases in so many weeks. */
  double probability(int repeats, double weeks);

  /**
   * The purchases expected of a customer with this past from now on for ever, one that comes t
   * weeks from now counted as e^(-rate t): Fader, Hardie and Lee, "RFM and CLV", Journal of
   * Marketing Research 42 (2005), which has a closed form for Pareto/NBD alone. By parts it is the
   * integral of rate · e^(-rate t) times what is expected until t, which does for both models.
   *
   * @param rate by which money is worth less, continuously, a week; above 0
   */
  default double discounted(int repeats, double last, double age, double rate) {
    return Quadrature.integral(
        t -> rate * Math.exp(-rate * t) * expectedAfter(repeats, last, age, t),
        1,
        Quadrature.NOTHING / rate);
  }

  /** The parameters in the order in which the model's paper names them. */
  double[] parameters();
}
