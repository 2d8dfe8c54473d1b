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

  /** The parameters in the order in which the model's paper names them. */
  double[] parameters();
}
