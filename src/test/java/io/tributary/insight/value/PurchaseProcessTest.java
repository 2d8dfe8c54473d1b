package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;

/** The models against what was published about them, and against what they are made of. */
class PurchaseProcessTest {
  private static final BgNbd BG = new BgNbd(0.243, 4.414, 0.793, 2.426);
  private static final ParetoNbd PARETO = new ParetoNbd(0.5534, 10.5802, 0.6061, 11.6562);

  private static final GaussIntegratorFactory QUADRATURE = new GaussIntegratorFactory();

  private static PastPurchases past(int repeats, int lastDay, int age) {
    return new PastPurchases(null, null, repeats, lastDay, age, 0, 0);
  }

  @Test
  void bg_nbd_as_published_for_cdnow() {
    BgNbd fitted = new BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881);
    assertEquals(1.226, fitted.expectedAfter(2, 30.43, 38.86, 39), 1e-3);
    assertEquals(1.444, fitted.expected(52), 1e-3);
    // the customer whom many manuals take: 26 repeat purchases in 31 weeks
    assertEquals(25.76, fitted.expectedAfter(26, 30.86, 31, 52), 1e-2);
    assertEquals(0.9688, fitted.alive(26, 30.86, 31), 1e-3);
  }

  @Test
  void pareto_nbd_as_published_for_cdnow() {
    assertEquals(1.473, PARETO.expected(52), 1e-3);
    assertEquals(25.46, PARETO.expectedAfter(26, 30.86, 31, 52), 1e-2);
    assertEquals(0.9979, PARETO.alive(26, 30.86, 31), 1e-4);
  }

  @Test
  void gamma_gamma_weighs_a_customers_own_mean_against_everybodys() {
    GammaGamma spend = new GammaGamma(6.25, 3.74, 15.44);
    assertEquals(6.25 * 15.44 / 2.74, spend.mean(), 1e-9);
    assertEquals(spend.mean(), spend.mean(0, 0), 0);
    assertEquals(35, spend.mean(100_000, 35), 1e-2);
    double one = spend.mean(1, 100);
    assertTrue(one > spend.mean() && one < 100);
  }

  /**
   * What the manual of the Python package lifetimes prints for the first customers of the CDNOW
   * sample, by parameters that it rounds to two places.
   */
  @Test
  void gamma_gamma_as_published_for_cdnow() {
    GammaGamma spend = new GammaGamma(6.25, 3.74, 15.45);
    assertEquals(24.6586, spend.mean(2, 22.35), 0.05);
    assertEquals(18.9115, spend.mean(1, 11.77), 0.05);
    assertEquals(71.4628, spend.mean(7, 73.74), 0.05);
    assertEquals(27.2824, spend.mean(2, 25.55), 0.05);
    assertEquals(35.1710, spend.mean(0, 0), 0.1);
  }

  /** The likelihood of a mean is that of the values whose mean it is, by the model's definition. */
  @Property(tries = 12)
  void gamma_gamma_is_its_mixture(
      @ForAll @IntRange(min = 1, max = 5) int occasions,
      @ForAll @DoubleRange(min = 1, max = 7) double p,
      @ForAll @DoubleRange(min = 1.2, max = 5) double q,
      @ForAll @DoubleRange(min = 2, max = 20) double gamma,
      @ForAll @DoubleRange(min = 3, max = 60) double mean) {
    GammaDistribution rates = new GammaDistribution(q, 1 / gamma);
    double expected =
        integral(
            nu ->
                rates.density(nu)
                    * new GammaDistribution(p * occasions, 1 / (nu * occasions)).density(mean),
            1e-9,
            rates.inverseCumulativeProbability(1 - 1e-12));
    assertEquals(
        Math.log(expected), new GammaGamma(p, q, gamma).logLikelihood(occasions, mean), 1e-4);
  }

  @Property(tries = 200)
  void of_a_customer_just_met_as_much_is_expected_as_of_a_new_one(
      @ForAll boolean pareto,
      @ForAll @DoubleRange(min = 0.05, max = 5) double p1,
      @ForAll @DoubleRange(min = 0.5, max = 50) double p2,
      @ForAll @DoubleRange(min = 0.05, max = 5) double p3,
      @ForAll @DoubleRange(min = 0.5, max = 50) double p4,
      @ForAll @DoubleRange(min = 0.1, max = 200) double weeks) {
    double[] p = {p1, p2, p3, p4};
    PurchaseProcess model =
        (pareto ? LifetimeValueModel.PARETO_NBD : LifetimeValueModel.BG_NBD).process(p);
    double expected = model.expected(weeks);
    assertEquals(expected, model.expectedAfter(0, 0, 0, weeks), 1e-9 * (1 + expected));
    assertEquals(1, model.alive(0, 0, 0), 1e-12);
  }

  /**
   * What Pareto/NBD expects of a customer at rates λ and μ is λ/μ · (1 - e^(-μt)) while alive;
   * averaged over what the past says of the rates, by quadrature.
   */
  @Property(tries = 8)
  void what_pareto_nbd_expects_of_a_past_is_the_mean_over_its_rates(
      @ForAll @IntRange(max = 4) int x,
      @ForAll @DoubleRange(min = 1, max = 3) double r,
      @ForAll @DoubleRange(min = 1, max = 9) double alpha,
      @ForAll @DoubleRange(min = 1.1, max = 3) double s,
      @ForAll @DoubleRange(min = 1, max = 9) double beta) {
    ParetoNbd model = new ParetoNbd(r, alpha, s, beta);
    GammaDistribution rates = new GammaDistribution(r, 1 / alpha);
    GammaDistribution leaving = new GammaDistribution(s, 1 / beta);
    double last = x == 0 ? 0 : 3;
    double age = 7;
    double weeks = 20;
    double mostRate = rates.inverseCumulativeProbability(1 - 1e-11);
    double mostLeaving = leaving.inverseCumulativeProbability(1 - 1e-11);
    double all =
        integral(
            m ->
                leaving.density(m)
                    * integral(
                        l ->
                            rates.density(l)
                                * Math.pow(l, x)
                                / (l + m)
                                * (m * Math.exp(-(l + m) * last) + l * Math.exp(-(l + m) * age)),
                        1e-12,
                        mostRate),
            1e-12,
            mostLeaving);
    double ahead =
        integral(
            m ->
                leaving.density(m)
                    * integral(
                        l ->
                            rates.density(l)
                                * Math.pow(l, x + 1)
                                * Math.exp(-(l + m) * age)
                                * -Math.expm1(-m * weeks)
                                / m,
                        1e-12,
                        mostRate),
            1e-12,
            mostLeaving);
    double found = model.expectedAfter(x, last, age, weeks);
    assertEquals(ahead / all, found, 2e-3 * (1 + found));
  }

  @Property(tries = 200)
  void whoever_bought_without_end_or_never_again_is_a_figure_too(
      @ForAll boolean pareto,
      @ForAll @IntRange(max = 100_000) int repeats,
      @ForAll @IntRange(max = 36_500) int day,
      @ForAll boolean justNow) {
    double[] cdnow =
        pareto
            ? new double[] {0.553, 10.578, 0.606, 11.669}
            : new double[] {0.243, 4.414, 0.793, 2.426};
    PurchaseProcess model =
        (pareto ? LifetimeValueModel.PARETO_NBD : LifetimeValueModel.BG_NBD).process(cdnow);
    PastPurchases past =
        past(repeats, repeats == 0 ? 0 : day, justNow && repeats > 0 ? day : day + 36_500);
    double alive = model.alive(repeats, past.lastWeeks(), past.ageWeeks());
    assertTrue(alive >= 0 && alive <= 1, "alive " + alive);
    double ahead = model.expectedAfter(repeats, past.lastWeeks(), past.ageWeeks(), 52);
    assertTrue(Double.isFinite(ahead) && ahead >= 0, "ahead " + ahead);
    assertTrue(Double.isFinite(model.logLikelihood(Histories.of(List.of(past)))));
  }

  /**
   * Fader, Hardie and Lee's closed form of 2005 (equation 2 of "RFM and CLV", with Tricomi's
   * function) to 12 digits, for the parameters that they fitted to all 78 weeks of CDNOW at 15 % a
   * year.
   */
  @Test
  void what_is_expected_for_ever_is_the_closed_form_of_rfm_and_clv() {
    ParetoNbd all = new ParetoNbd(0.5629966, 12.5590370, 0.4081095, 10.5148048);
    assertEquals(1.86418332807, all.discounted(7, 35, 77.86, 0.0027), 1e-9);
    assertEquals(0.36475592809, all.discounted(0, 0, 77.86, 0.0027), 1e-9);
    assertEquals(2.1991554497, all.discounted(1, 30, 77.86, 0.0027), 1e-9);
    assertEquals(109.901470075, all.discounted(26, 30.86, 31, 0.0027), 1e-6);
  }

  /**
   * The integral of e^(-rate t) over the rate of buying at t, which is a function 2F1, by mpmath.
   */
  @Test
  void bg_nbd_has_an_expectation_for_ever_as_well() {
    BgNbd fitted = new BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881);
    assertEquals(5.156358893, fitted.discounted(2, 30.43, 38.86, 0.0027), 1e-6);
    assertEquals(1.014212093, fitted.discounted(0, 0, 38.86, 0.0027), 1e-6);
    assertEquals(70.91397565, fitted.discounted(26, 30.86, 31, 0.0027), 1e-5);
  }

  /** Discounted much, only what comes soon counts; discounted little, all of a horizon. */
  @Property(tries = 60)
  void what_comes_for_ever_is_worth_between_nothing_and_all_of_it(
      @ForAll boolean pareto,
      @ForAll @IntRange(max = 30) int repeats,
      @ForAll @IntRange(min = 1, max = 50) int perMille) {
    double rate = perMille / 1000.0;
    PurchaseProcess model = pareto ? PARETO : BG;
    double last = repeats == 0 ? 0 : 30;
    double found = model.discounted(repeats, last, 39, rate);
    double sum = 0;
    double before = 0;
    double week = 1.0 / 16;
    for (double t = week; t < 12 / rate; t += week) {
      double until = model.expectedAfter(repeats, last, 39, t);
      sum += (until - before) * Math.exp(-rate * (t - week / 2));
      before = until;
    }
    assertEquals(sum, found, 1e-4 * (1 + found));
    assertTrue(model.discounted(repeats, last, 39, 2 * rate) < found);
  }

  /** By the closed form of BG/NBD and an integral of Pareto/NBD, both in 30 digits. */
  @Test
  void how_many_buy_how_often_is_the_models_distribution() {
    BgNbd bg = new BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881);
    assertEquals(0.5743071946, bg.probability(0, 39), 1e-10);
    assertEquals(0.1991927947, bg.probability(1, 39), 1e-10);
    assertEquals(0.08532288576, bg.probability(2, 39), 1e-10);
    assertEquals(0.008681637899, bg.probability(7, 39), 1e-10);
    ParetoNbd pareto = new ParetoNbd(0.5533971, 10.5801985, 0.6060625, 11.6562237);
    assertEquals(0.5935692399, pareto.probability(0, 39), 1e-10);
    assertEquals(0.1655852847, pareto.probability(1, 39), 1e-10);
    assertEquals(0.08249923713, pareto.probability(2, 39), 1e-10);
    assertEquals(0.01070924761, pareto.probability(7, 39), 1e-10);
  }

  /** E[X(t)] is the mean of P(X(t) = x), which the papers derive apart. */
  @Property(tries = 60)
  void what_is_expected_is_the_mean_of_the_distribution(
      @ForAll boolean pareto,
      @ForAll @DoubleRange(min = 0.2, max = 3) double p1,
      @ForAll @DoubleRange(min = 5, max = 50) double p2,
      @ForAll @DoubleRange(min = 0.2, max = 3) double p3,
      @ForAll @DoubleRange(min = 1, max = 20) double p4,
      @ForAll @DoubleRange(min = 0, max = 60) double weeks) {
    PurchaseProcess model =
        (pareto ? LifetimeValueModel.PARETO_NBD : LifetimeValueModel.BG_NBD)
            .process(new double[] {p1, p2, p3, p4});
    double mean = 0;
    double all = 0;
    for (int x = 0; x < 600; x++) {
      double p = model.probability(x, weeks);
      assertTrue(p >= 0 && p <= 1 + 1e-12, x + ": " + p);
      all += p;
      mean += x * p;
    }
    assertEquals(1, all, 1e-8);
    assertEquals(model.expected(weeks), mean, 1e-6);
  }

  /**
   * A past's likelihood by its definition: buyers at rate λ who leave after a purchase with
   * probability p, averaged over both distributions by quadrature.
   */
  @Property(tries = 12)
  void bg_nbd_is_its_mixture(
      @ForAll @IntRange(max = 6) int x,
      @ForAll @DoubleRange(min = 1, max = 3) double r,
      @ForAll @DoubleRange(min = 1, max = 9) double alpha,
      @ForAll @DoubleRange(min = 1.2, max = 4) double a,
      @ForAll @DoubleRange(min = 1.2, max = 4) double b) {
    BgNbd model = new BgNbd(r, alpha, a, b);
    GammaDistribution rates = new GammaDistribution(r, 1 / alpha);
    BetaDistribution leaving = new BetaDistribution(a, b);
    double last = x == 0 ? 0 : 3;
    double age = 7;
    double moment = integral(p -> Math.pow(1 - p, x) * leaving.density(p), 0, 1);
    double left = x == 0 ? 0 : integral(p -> p * Math.pow(1 - p, x - 1) * leaving.density(p), 0, 1);
    double expected =
        integral(
            l ->
                Math.pow(l, x)
                    * rates.density(l)
                    * (moment * Math.exp(-l * age) + left * Math.exp(-l * last)),
            1e-12,
            rates.inverseCumulativeProbability(1 - 1e-12));
    double found =
        model.logLikelihood(Histories.of(List.of(past(x, (int) (7 * last), (int) (7 * age)))));
    assertEquals(Math.log(expected), found, 2e-4);
  }

  /** Alike for Pareto/NBD, where the leaving has its own rate μ. */
  @Property(tries = 12)
  void pareto_nbd_is_its_mixture(
      @ForAll @IntRange(max = 5) int x,
      @ForAll @DoubleRange(min = 1, max = 3) double r,
      @ForAll @DoubleRange(min = 1, max = 9) double alpha,
      @ForAll @DoubleRange(min = 1, max = 3) double s,
      @ForAll @DoubleRange(min = 1, max = 9) double beta) {
    ParetoNbd model = new ParetoNbd(r, alpha, s, beta);
    GammaDistribution rates = new GammaDistribution(r, 1 / alpha);
    GammaDistribution leaving = new GammaDistribution(s, 1 / beta);
    double last = x == 0 ? 0 : 3;
    double age = 7;
    double mostRate = rates.inverseCumulativeProbability(1 - 1e-11);
    double mostLeaving = leaving.inverseCumulativeProbability(1 - 1e-11);
    double expected =
        integral(
            m ->
                leaving.density(m)
                    * integral(
                        l ->
                            rates.density(l)
                                * Math.pow(l, x)
                                / (l + m)
                                * (m * Math.exp(-(l + m) * last) + l * Math.exp(-(l + m) * age)),
                        1e-12,
                        mostRate),
            1e-12,
            mostLeaving);
    double found =
        model.logLikelihood(Histories.of(List.of(past(x, (int) (7 * last), (int) (7 * age)))));
    assertEquals(Math.log(expected), found, 1e-3);
  }

  private interface Function {
    double of(double x);
  }

  /** Gauss's quadrature on panels that grow with the distance from 0, where densities are steep. */
  private static double integral(Function function, double from, double to) {
    double sum = 0;
    for (int panel = 0; panel < 6; panel++) {
      double low = from + (to - from) * (panel == 0 ? 0 : Math.pow(4, panel - 6.0));
      double high = from + (to - from) * Math.pow(4, panel - 5.0);
      sum += QUADRATURE.legendre(40, low, high).integrate(function::of);
    }
    return sum;
  }

  @Property(tries = 400)
  void whatever_the_parameters_the_figures_are_figures(
      @ForAll boolean pareto,
      @ForAll @DoubleRange(min = -4, max = 4) double p1,
      @ForAll @DoubleRange(min = -4, max = 7) double p2,
      @ForAll @DoubleRange(min = -4, max = 4) double p3,
      @ForAll @DoubleRange(min = -4, max = 7) double p4,
      @ForAll @IntRange(max = 900) int repeats,
      @ForAll @IntRange(max = 3000) int day,
      @ForAll @IntRange(max = 3000) int more) {
    double[] p = {Math.exp(p1), Math.exp(p2), Math.exp(p3), Math.exp(p4)};
    PurchaseProcess model =
        (pareto ? LifetimeValueModel.PARETO_NBD : LifetimeValueModel.BG_NBD).process(p);
    PastPurchases past = past(repeats, repeats == 0 ? 0 : day + 1, day + 1 + more);
    assertTrue(Double.isFinite(model.logLikelihood(Histories.of(List.of(past)))));
    double alive = model.alive(repeats, past.lastWeeks(), past.ageWeeks());
    assertTrue(alive >= 0 && alive <= 1, "alive " + alive);
    double before = 0;
    double newBefore = 0;
    for (double weeks : new double[] {1, 4.345, 13, 52, 208}) {
      double after = model.expectedAfter(repeats, past.lastWeeks(), past.ageWeeks(), weeks);
      double expected = model.expected(weeks);
      double noise = 1e-7 * (1 + Math.abs(before));
      assertTrue(Double.isFinite(after) && after >= before - noise, after + " after " + before);
      assertTrue(expected >= newBefore - 1e-7 * (1 + newBefore), expected + " after " + newBefore);
      before = after;
      newBefore = expected;
    }
  }

  @Test
  void at_the_poles_of_its_formulas_bg_nbd_is_what_it_is_beside_them() {
    for (double[] ab : new double[][] {{1, 2.4}, {0.4, 0.6}}) {
      BgNbd at = new BgNbd(0.243, 4.414, ab[0], ab[1]);
      BgNbd beside = new BgNbd(0.243, 4.414, ab[0] + 1e-3, ab[1]);
      assertEquals(beside.expected(52), at.expected(52), 2e-3);
      assertEquals(beside.expectedAfter(2, 30, 39, 39), at.expectedAfter(2, 30, 39, 39), 2e-3);
    }
  }

  @Test
  void hypergeometric_agrees_with_its_elementary_cases() {
    // F(1, 1; 2; z) = -ln(1-z)/z and F(1, b; c; z) by its series
    for (double z : new double[] {-40, -1, -0.3, 0.2, 0.9, 0.9999}) {
      assertEquals(-Math.log1p(-z) / z, Hypergeometric.ofOne(1, 1, z), 1e-9);
    }
    assertEquals(
        Hypergeometric.series(1, 3.3, 7.1, 0.7), Hypergeometric.ofOne(3.3, 6.1, 0.7), 1e-12);
  }

  @Test
  void discounted_value_is_the_sum_of_its_months() {
    GammaGamma spend = new GammaGamma(6.25, 3.74, 15.44);
    PastPurchases past = new PastPurchases(null, null, 2, 213, 272, 2, 5000);
    double mean = spend.mean(2, 25);
    double sum = 0;
    for (int i = 1; i <= 12; i++) {
      sum +=
          mean
              * (BG.expectedAfter(2, 213 / 7.0, 272 / 7.0, i * 4.345)
                  - BG.expectedAfter(2, 213 / 7.0, 272 / 7.0, (i - 1) * 4.345))
              / Math.pow(1.01, i);
    }
    ValueRule.Score score = new ValueRule(BG, spend, 2, 12, 0.01).score(past);
    assertEquals(Math.round(sum * 100), score.valueMinor());
    assertEquals(Math.round(mean * 100), score.meanMinor());
    assertEquals(BG.expectedAfter(2, 213 / 7.0, 272 / 7.0, 12 * 4.345), score.expected(), 1e-12);
  }

  @Test
  void without_a_mean_there_is_no_value_and_the_reason_says_which() {
    PastPurchases past = new PastPurchases(null, null, 2, 213, 272, 2, 5000);
    assertEquals(
        LifetimeValueReason.MEAN_UNDEFINED,
        new ValueRule(BG, new GammaGamma(6, 0.9, 15), 2, 12, 0.01).score(past).reason());
    ValueRule.Score score = new ValueRule(BG, null, 2, 12, 0.01).score(past);
    assertEquals(LifetimeValueReason.NO_VALUE_MODEL, score.reason());
    assertTrue(score.expected() > 0 && score.valueMinor() == null);
  }
}
