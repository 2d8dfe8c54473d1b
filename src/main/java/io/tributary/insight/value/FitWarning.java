package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;

/** What is to be kept in mind about a fitted model. */
@Description("What is to be kept in mind about a fitted model.")
public enum FitWarning {
  /** Who buys often spends otherwise than who buys seldom, which the model takes not to be so. */
  @Description(
      "The number of purchases and their mean value are correlated by more than 0.3 either way;"
          + " GAMMA_GAMMA takes them to be independent.")
  CORRELATED_VALUE,
  /** q is at most 1: the mean over customers is infinite. */
  @Description("q is at most 1, so that the mean is undefined; values of customers are null.")
  MEAN_UNDEFINED
}
