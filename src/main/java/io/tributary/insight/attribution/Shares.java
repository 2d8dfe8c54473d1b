package io.tributary.insight.attribution;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides whole money by weights so that the parts add up to it. */
final class Shares {
  private Shares() {}

  /**
   * Each part is its exact share rounded down, and the units that are left go one each to the parts
   * with the largest remainders, the first of equals first.
   */
  static long[] divide(long minor, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    long[] parts = new long[weights.length];
    double[] remainders = new double[weights.length];
    long left = minor;
    for (int i = 0; i < weights.length; i++) {
      double exact = minor * (weights[i] / sum);
      parts[i] = (long) Math.floor(exact);
      remainders[i] = exact - parts[i];
      left -= parts[i];
    }
    int[] order =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
            .mapToInt(i -> i)
            .toArray();
    // floating point can leave a unit more or less than there are parts with a remainder
    for (int i = 0; left != 0; i = (i + 1) % order.length) {
      parts[order[i]] += Long.signum(left);
      left -= Long.signum(left);
    }
    return parts;
  }
}
