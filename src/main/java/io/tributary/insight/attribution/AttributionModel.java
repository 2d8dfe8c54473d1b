package io.tributary.insight.attribution;

import org.eclipse.microprofile.graphql.Description;

/** How the credit for a sale is divided among the touches before it. */
@Description("How the credit for a sale is divided among the touches before it.")
public enum AttributionModel {
  /** All of it to the first touch. */
  @Description("All of it to the first touch.")
  FIRST,
  /** All of it to the last touch. */
  @Description("All of it to the last touch.")
  LAST,
  /** Alike to each touch. */
  @Description("Alike to each touch.")
  LINEAR,
  /** 2^(-age / half-life). */
  @Description("By 2^(-age / half-life): the older a touch, the less.")
  TIME_DECAY,
  /** 40 %, 20 % in between, 40 %. */
  @Description("40 % to the first, 40 % to the last, 20 % to those between; two share alike.")
  POSITION,
  /** Removal effects of an absorbing Markov chain of order 1. */
  @Description(
      "By removal effects of a Markov chain of order 1, solved exactly: how much less would be sold"
          + " if everybody were lost at that channel.")
  MARKOV,
  /** Shapley values. */
  @Description("Shapley value: alike to each channel that a sale's path goes through.")
  SHAPLEY
}
