package io.tributary.insight.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * What an experiment shows (metrics.md, "Experiments"): whether the groups are as large as they
 * were meant to be, whether it is time, and only then whether an arm differs from the control.
 *
 * @param plannedPerArm customers that each arm is to have
 * @param significance the level
 */
record ExperimentRule(int plannedPerArm, double significance) {
  private static final double MISMATCH = 0.001;

  /** The result; arms hold no more conversions than customers. */
  ExperimentResult result(List<ExperimentInput.Arm> arms) {
    double chiSquare = chiSquare(arms);
    double p = 1 - new ChiSquaredDistribution(arms.size() - 1.0).cumulativeProbability(chiSquare);
    ExperimentVerdict verdict = verdict(arms, p);
    List<Double> found = new ArrayList<>();
    for (ExperimentInput.Arm arm : arms.subList(1, arms.size())) {
      found.add(p(arms.get(0), arm));
    }
    List<Double> adjusted = holm(found);
    List<ExperimentResult.Comparison> comparisons = new ArrayList<>();
    for (int i = 1; i < arms.size(); i++) {
      comparisons.add(
          comparison(arms.get(0), arms.get(i), found.get(i - 1), adjusted.get(i - 1), verdict));
    }
    return new ExperimentResult(
        arms.stream().mapToInt(ExperimentInput.Arm::customers).sum(),
        chiSquare,
        p,
        verdict,
        comparisons);
  }

  private ExperimentVerdict verdict(List<ExperimentInput.Arm> arms, double sampleRatioP) {
    if (sampleRatioP < MISMATCH) {
      return ExperimentVerdict.SAMPLE_RATIO_MISMATCH;
    }
    boolean isEarly = arms.stream().anyMatch(arm -> arm.customers() < Math.max(1, plannedPerArm));
    return isEarly ? ExperimentVerdict.TOO_EARLY : ExperimentVerdict.DECIDED;
  }

  private static double share(ExperimentInput.Arm arm) {
    return arm.share() == null ? 1 : arm.share();
  }

  private static double chiSquare(List<ExperimentInput.Arm> arms) {
    double customers = arms.stream().mapToDouble(ExperimentInput.Arm::customers).sum();
    double shares = arms.stream().mapToDouble(ExperimentRule::share).sum();
    double sum = 0;
    for (ExperimentInput.Arm arm : arms) {
      double expected = customers * share(arm) / shares;
      sum += expected == 0 ? 0 : Math.pow(arm.customers() - expected, 2) / expected;
    }
    return sum;
  }

  private static Proportions proportions(ExperimentInput.Arm control, ExperimentInput.Arm arm) {
    return new Proportions(
        control.conversions(), control.customers(), arm.conversions(), arm.customers());
  }

  /** Null where a group is empty. */
  private static Double p(ExperimentInput.Arm control, ExperimentInput.Arm arm) {
    if (control.customers() == 0 || arm.customers() == 0) {
      return null;
    }
    Proportions both = proportions(control, arm);
    return both.isSparse() ? both.fisher() : Proportions.twoSided(both.z());
  }

  /** Holm's step-down probabilities, in the order given; of one alone itself. */
  static List<Double> holm(List<Double> all) {
    List<Integer> known =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i) != null)
            .boxed()
            .sorted(Comparator.comparing(all::get))
            .toList();
    List<Double> adjusted = new ArrayList<>(all);
    double most = 0;
    for (int place = 0; place < known.size(); place++) {
      int i = known.get(place);
      most = Math.max(most, Math.min(1, (known.size() - place) * all.get(i)));
      adjusted.set(i, most);
    }
    return adjusted;
  }

  private ExperimentResult.Comparison comparison(
      ExperimentInput.Arm control,
      ExperimentInput.Arm arm,
      Double p,
      Double adjusted,
      ExperimentVerdict verdict) {
    Double rate = rate(arm);
    Double controlRate = rate(control);
    if (p == null) {
      return new ExperimentResult.Comparison(
          arm.name(), rate, controlRate, null, null, null, null, null, null, null, null);
    }
    Proportions both = proportions(control, arm);
    Proportions.Interval interval = both.interval(significance);
    boolean sparse = both.isSparse();
    return new ExperimentResult.Comparison(
        arm.name(),
        rate,
        controlRate,
        both.difference(),
        interval.low(),
        interval.high(),
        sparse ? ComparisonTest.FISHER_EXACT : ComparisonTest.POOLED_Z,
        sparse ? null : both.z(),
        p,
        adjusted,
        verdict == ExperimentVerdict.DECIDED ? shown(both.difference(), adjusted) : null);
  }

  private ComparisonVerdict shown(double difference, double p) {
    if (p >= significance) {
      return ComparisonVerdict.NO_DIFFERENCE;
    }
    return difference > 0 ? ComparisonVerdict.BETTER : ComparisonVerdict.WORSE;
  }

  private static Double rate(ExperimentInput.Arm arm) {
    return arm.customers() == 0 ? null : arm.conversions() / (double) arm.customers();
  }
}
