package io.tributary.platform.demo;

import java.util.List;
import java.util.SplittableRandom;

/** Seeded draws. {@code StrictMath} keeps them the same on every machine. */
final class Chance {
  private final SplittableRandom random;

  private Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * The draws for one purpose about one person, independent of all others, so that nobody's life
   * changes when the shop has more people.
   */
  static Chance of(long seed, int person, int purpose) {
    return new Chance(mixed(mixed(mixed(seed) + person) + purpose));
  }

  /** MurmurHash3's finalizer: neighbouring seeds of a SplittableRandom give shifted copies. */
  private static long mixed(long z) {
    long a = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    long b = (a ^ (a >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return b ^ (b >>> 33);
  }

  /** True with a probability. */
  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** Uniform in [0, 1). */
  double share() {
    return random.nextDouble();
  }

  /** Uniform in [low, high]. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** One element, all alike. */
  <T> T oneOf(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** One element, the first of them the likeliest: the chance falls off as 1/(rank + 4). */
  <T> T oneOfRanked(List<T> from) {
    double[] weights = new double[from.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1.0 / (i + 4);
    }
    return from.get(weighted(weights));
  }

  /** An index, drawn by weights of any sum. */
  int weighted(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /** A text of decimal digits. */
  String digits(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    return text.toString();
  }

  /** A text of letters and digits in both cases. */
  String letters(int length) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** Exponential with a mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Poisson with a small mean (Knuth's product of uniforms). */
  int poisson(double mean) {
    double limit = StrictMath.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  /**
   * Gamma with mean shape · scale (Marsaglia &amp; Tsang 2000; shape under 1 by their section 6).
   */
  double gamma(double shape, double scale) {
    if (shape < 1) {
      return gamma(shape + 1, scale) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = normal();
      double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      double u = 1 - random.nextDouble();
      if (v > 0 && StrictMath.log(u) < .5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v * scale;
      }
    }
  }

  /** Standard normal (Box &amp; Muller 1958). */
  private double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
