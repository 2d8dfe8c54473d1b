package io.tributary.insight.value;

import java.util.List;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/** Fits the models to what customers did. */
final class ValueFitting {
  /** With fewer repeat buyers the parameters are mostly noise (metrics.md). */
  static final int FEWEST_REPEATERS = 100;

  /** Different shapes of shops: seldom and often bought, loyal and not. */
  private static final List<double[]> PURCHASE_STARTS =
      List.of(
          new double[] {1, 1, 1, 1},
          new double[] {0.3, 5, 0.5, 2.5},
          new double[] {0.5, 10, 0.6, 12},
          new double[] {2, 30, 0.2, 1});

  private ValueFitting() {}

  /**
   * What a fit gave.
   *
   * @param used over how many customers
   * @param refusal why it gave nothing; null when it gave something
   */
  record Result(
      LifetimeValueModel model,
      int used,
      FitRefusal refusal,
      Double logLikelihood,
      double[] parameters,
      Double correlation) {

    private static Result refused(LifetimeValueModel model, int used, FitRefusal why, Double corr) {
      return new Result(model, used, why, null, null, corr);
    }

    private static Result of(
        LifetimeValueModel model, int used, Likelihood.Maximum found, Double corr) {
      return found.inside()
          ? new Result(model, used, null, found.logLikelihood(), found.parameters(), corr)
          : refused(model, used, FitRefusal.NO_MAXIMUM, corr);
    }
  }

  /** How many bought on a second day. */
  static int repeaters(List<PastPurchases> customers) {
    return (int) customers.stream().filter(c -> c.repeats() > 0).count();
  }

  /**
   * All three models.
   *
   * @param decimals of the currency
   */
  static List<Result> fit(List<PastPurchases> customers, int decimals) {
    return List.of(
        purchases(LifetimeValueModel.BG_NBD, customers),
        purchases(LifetimeValueModel.PARETO_NBD, customers),
        values(customers, decimals));
  }

  /** A model of purchases. */
  static Result purchases(LifetimeValueModel model, List<PastPurchases> customers) {
    if (repeaters(customers) < FEWEST_REPEATERS) {
      return Result.refused(model, customers.size(), FitRefusal.TOO_FEW_REPEATERS, null);
    }
    Histories histories = Histories.of(customers);
    Likelihood.Maximum found =
        Likelihood.maximise(p -> model.process(p).logLikelihood(histories), PURCHASE_STARTS);
    return Result.of(model, customers.size(), found, null);
  }

  /** The model of value, over customers with a repeat occasion that had any. */
  private static Result values(List<PastPurchases> customers, int decimals) {
    LifetimeValueModel model = LifetimeValueModel.GAMMA_GAMMA;
    List<PastPurchases> paid = customers.stream().filter(c -> c.valueMinor() > 0).toList();
    double[] occasions = paid.stream().mapToDouble(PastPurchases::valued).toArray();
    double[] means = paid.stream().mapToDouble(c -> c.mean(decimals)).toArray();
    Double correlation = correlation(occasions, means);
    if (paid.size() < FEWEST_REPEATERS) {
      return Result.refused(model, paid.size(), FitRefusal.TOO_FEW_REPEATERS, correlation);
    }
    double typical = median(means);
    List<double[]> starts =
        List.of(
            new double[] {1, 3, typical},
            new double[] {5, 4, typical / 2},
            new double[] {20, 10, typical / 2});
    Likelihood.Maximum found =
        Likelihood.maximise(
            p -> {
              GammaGamma spend = new GammaGamma(p[0], p[1], p[2]);
              double sum = 0;
              for (int i = 0; i < means.length; i++) {
                sum += spend.logLikelihood((int) occasions[i], means[i]);
              }
              return sum;
            },
            starts);
    return Result.of(model, paid.size(), found, correlation);
  }

  /** Pearson's; null where one of them does not vary. */
  private static Double correlation(double[] a, double[] b) {
    if (a.length < 2) {
      return null;
    }
    double r = new PearsonsCorrelation().correlation(a, b);
    return Double.isFinite(r) ? r : null;
  }

  private static double median(double[] values) {
    return new org.apache.commons.math3.stat.descriptive.rank.Median().evaluate(values);
  }
}
