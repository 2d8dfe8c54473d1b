package io.tributary.insight.value;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Finds the parameters, all of them positive, that make what was seen most likely. The search runs
 * over their logarithms: short from each of several starts, then from the best of these with
 * simplexes made anew until a further one finds nothing better, since a simplex can collapse on a
 * ridge, and these likelihoods have them.
 */
final class Likelihood {
  /** e to this power is further out than any scale of weeks or money. */
  private static final double FAR = 20;

  private static final int SHORT = 150;
  private static final int LONG = 3_000;
  private static final int MOST_SIMPLEXES = 12;

  /** A gain in log-likelihood that moves no parameter by a thousandth. */
  private static final double NOTHING = 1e-8;

  private Likelihood() {}

  /**
   * What was found.
   *
   * @param parameters where it is greatest
   * @param logLikelihood how great
   * @param inside whether that is a maximum inside the bounds rather than at one of them
   */
  record Maximum(double[] parameters, double logLikelihood, boolean inside) {}

  /** The maximum of a log-likelihood over positive parameters. */
  static Maximum maximise(ToDoubleFunction<double[]> logLikelihood, List<double[]> starts) {
    ToDoubleFunction<double[]> goal = point -> bounded(logLikelihood, point);
    PointValuePair best = null;
    for (double[] start : starts) {
      PointValuePair found = search(goal, logs(start), SHORT, 0.6, 1e-4);
      best = best == null || found.getValue() > best.getValue() ? found : best;
    }
    for (int i = 0; i < MOST_SIMPLEXES; i++) {
      PointValuePair found = search(goal, best.getPoint(), LONG, i == 0 ? 0.3 : 0.1, 1e-10);
      boolean settled = found.getValue() - best.getValue() < NOTHING;
      best = found.getValue() > best.getValue() ? found : best;
      if (settled) {
        break;
      }
    }
    double[] point = best.getPoint();
    boolean inside = Arrays.stream(point).allMatch(log -> Math.abs(log) < FAR - 1);
    return new Maximum(Arrays.stream(point).map(Math::exp).toArray(), best.getValue(), inside);
  }

  private static double[] logs(double[] start) {
    return Arrays.stream(start).map(Math::log).toArray();
  }

  private static double bounded(ToDoubleFunction<double[]> logLikelihood, double[] logs) {
    for (double log : logs) {
      if (!(Math.abs(log) < FAR)) {
        return -Double.MAX_VALUE;
      }
    }
    double value = logLikelihood.applyAsDouble(Arrays.stream(logs).map(Math::exp).toArray());
    return Double.isFinite(value) ? value : -Double.MAX_VALUE;
  }

  private static PointValuePair search(
      ToDoubleFunction<double[]> goal, double[] from, int evaluations, double step, double gain) {
    PointValuePair[] best = {new PointValuePair(from.clone(), goal.applyAsDouble(from))};
    try {
      PointValuePair found =
          new SimplexOptimizer(new SimpleValueChecker(-1, gain))
              .optimize(
                  new MaxEval(evaluations),
                  GoalType.MAXIMIZE,
                  new InitialGuess(from),
                  new NelderMeadSimplex(from.length, step),
                  new ObjectiveFunction(
                      point -> {
                        double value = goal.applyAsDouble(point);
                        if (value > best[0].getValue()) {
                          best[0] = new PointValuePair(point.clone(), value);
                        }
                        return value;
                      }));
      return found.getValue() > best[0].getValue() ? found : best[0];
    } catch (TooManyEvaluationsException e) {
      return best[0];
    }
  }
}
