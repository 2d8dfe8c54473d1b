package io.tributary.insight.experiment;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** The return of a campaign with a hold-out (metrics.md, "Incremental ROI"). */
final class IncrementalRule {
  private IncrementalRule() {}

  /** The return; both groups have two customers or more, and the cost is above 0. */
  static IncrementalReturn of(IncrementalReturnInput input, double significance) {
    IncrementalReturnInput.Group t = input.treated();
    IncrementalReturnInput.Group h = input.heldOut();
    double difference = t.meanMinorUnits() - h.meanMinorUnits();
    double varianceT = Math.pow(t.deviationMinorUnits(), 2) / t.customers();
    double varianceH = Math.pow(h.deviationMinorUnits(), 2) / h.customers();
    double variance = varianceT + varianceH;
    double freedom =
        variance == 0
            ? t.customers() + h.customers() - 2.0
            : variance
                * variance
                / (varianceT * varianceT / (t.customers() - 1.0)
                    + varianceH * varianceH / (h.customers() - 1.0));
    double reach = quantile(freedom, 1 - significance / 2) * Math.sqrt(variance);
    return new IncrementalReturn(
        difference,
        difference - reach,
        difference + reach,
        freedom,
        margin(input, difference),
        back(input, difference),
        back(input, difference - reach),
        back(input, difference + reach));
  }

  /** Beyond so many degrees Student's distribution is the normal one to all digits shown. */
  private static double quantile(double freedom, double p) {
    return freedom > 1e6
        ? new NormalDistribution().inverseCumulativeProbability(p)
        : new TDistribution(freedom).inverseCumulativeProbability(p);
  }

  private static double margin(IncrementalReturnInput input, double difference) {
    return input.treated().customers() * difference * input.margin();
  }

  private static double back(IncrementalReturnInput input, double difference) {
    return (margin(input, difference) - input.costMinorUnits()) / input.costMinorUnits();
  }
}
