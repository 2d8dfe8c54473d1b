package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ValueFittingTest {

  @Test
  void under_a_hundred_repeat_buyers_nothing_is_fitted() {
    List<PastPurchases> customers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      customers.add(
          new PastPurchases(null, null, i < 99 ? 1 : 0, 70 * (i < 99 ? 1 : 0), 200, 0, 0));
    }
    ValueFitting.fit(customers, 2)
        .forEach(
            result -> {
              assertEquals(FitRefusal.TOO_FEW_REPEATERS, result.refusal());
              assertNull(result.parameters());
            });
  }

  @Test
  void customers_who_are_all_alike_have_no_spread_to_fit() {
    List<PastPurchases> customers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      customers.add(new PastPurchases(null, null, 10, 100, 100, 10, 10_000));
    }
    List<ValueFitting.Result> results = ValueFitting.fit(customers, 2);
    assertEquals(FitRefusal.NO_MAXIMUM, results.get(2).refusal());
    assertNull(results.get(2).correlation());
  }

  /** Customers made by the model with known parameters give these back. */
  @Test
  void what_was_simulated_is_found_again() {
    RandomGenerator random = RandomGeneratorFactory.createRandomGenerator(new Random(4711));
    GammaDistribution rates = new GammaDistribution(random, 0.6, 1 / 5.0);
    GammaDistribution scales = new GammaDistribution(random, 4, 1 / 20.0);
    List<PastPurchases> customers = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      customers.add(customer(random, rates.sample(), scales.sample()));
    }
    List<ValueFitting.Result> results = ValueFitting.fit(customers, 2);
    double[] pareto = results.get(1).parameters();
    // daily times blur rates a little
    assertEquals(0.6, pareto[0], 0.06);
    assertEquals(5, pareto[1], 0.7);
    double[] spend = results.get(2).parameters();
    assertEquals(4 * 1.0, spend[1], 0.5);
    assertEquals(20.0 * 5 / 3, new GammaGamma(spend[0], spend[1], spend[2]).mean(), 1.5);
    assertTrue(Math.abs(results.get(2).correlation()) < 0.1);
  }

  /** Buys at a rate and leaves at 0.02 a week on average; values are gamma(5) around 5/scale. */
  private static PastPurchases customer(RandomGenerator random, double rate, double scale) {
    int age = 7 * (30 + random.nextInt(30));
    double gone =
        -Math.log(1 - random.nextDouble()) / new GammaDistribution(random, 1, 0.02).sample();
    double until = Math.min(gone * 7, age);
    GammaDistribution values = new GammaDistribution(random, 5, 1 / scale);
    java.util.TreeSet<Integer> days = new java.util.TreeSet<>();
    double at = 0;
    long minor = 0;
    while (true) {
      at += -Math.log(1 - random.nextDouble()) / rate * 7;
      if (at > until) {
        break;
      }
      if (Math.round(at) > 0 && days.add((int) Math.round(at))) {
        minor += Math.round(100 * values.sample());
      }
    }
    days.removeIf(day -> day > age);
    int repeats = days.size();
    return new PastPurchases(
        null, null, repeats, repeats == 0 ? 0 : days.last(), age, repeats, minor);
  }
}
