package io.tributary.identity.linking;

import io.tributary.graphql.ApiException;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How to train a model.
 *
 * @param precision the share of merges by it that must be right
 * @param seed of the profiles drawn; null for 1
 * @param dryRun whether only to answer what would change
 */
@Input("TrainMatchModelInput")
@Description("How to train a model.")
public record TrainMatchModelInput(
    @DefaultValue("0.999")
        @Description("The share of merges by it that must be right, 0.9 to 0.999999.")
        Double precision,
    @DefaultValue("1")
        @Description("Draws the profiles: the same profiles and seed give the same model.")
        Integer seed,
    @DefaultValue("false")
        @Description(
            "Whether only to answer how many merges and reviews the model would bring, and publish nothing.")
        Boolean dryRun) {

  private static final double LEAST = .9;
  private static final double MOST = .999999;

  /** The precision; INVALID_INPUT when it is out of bounds. */
  double checkedPrecision() {
    if (!(precision >= LEAST && precision <= MOST)) {
      throw ApiException.invalid("input.precision", "Give a precision from 0.9 to 0.999999.");
    }
    return precision;
  }
}
