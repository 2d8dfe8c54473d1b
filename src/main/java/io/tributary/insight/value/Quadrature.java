package io.tributary.insight.value;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Integrals over time from now on, of functions that change fast at first and ever slower: Gauss's
 * quadrature over the logarithm of time, on panels so narrow that it is exact to some ten digits.
 */
final class Quadrature {
  /** e to minus this is nothing beside 1. */
  static final double NOTHING = 45;

  private static final int PANELS = 40;
  private static final GaussIntegrator PANEL = new GaussIntegratorFactory().legendre(20, 0, 1);

  private Quadrature() {}

  /**
   * The integral from 0 on.
   *
   * @param scale the time in which the function changes fastest
   * @param until where it ends
   */
  static double integral(DoubleUnaryOperator function, double scale, double until) {
    double width = Math.log1p(until / scale) / PANELS;
    double sum = 0;
    for (int panel = 0; panel < PANELS; panel++) {
      double from = panel * width;
      sum +=
          PANEL.integrate(
              part -> {
                double y = from + part * width;
                return function.applyAsDouble(scale * Math.expm1(y)) * Math.exp(y);
              });
    }
    return sum * scale * width;
  }
}
