package io.tributary.insight.attribution;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides whole money by whole weights so that the parts add up to it; no fraction is rounded. */
final class Shares {
  private static final int MOST_BITS = 50;

  private Shares() {}

  /**
   * Weights that are no whole numbers, as whole ones: in units of the largest's 2^50th part, or of
   * a larger one where so many add up that they would overflow.
   */
  static long[] whole(double[] weights) {
    double largest = Arrays.stream(weights).max().orElse(0);
    int bits = Math.min(MOST_BITS, Integer.numberOfLeadingZeros(weights.length) + 30);
    double units = Math.scalb(1.0, bits);
    return Arrays.stream(weights).mapToLong(w -> Math.round(w / largest * units)).toArray();
  }

  /**
   * Each part is its exact share rounded down, and the units that are left go one each to the parts
   * with the largest remainders, the first of equals first.
   *
   * @param weights 0 or more, not all 0
   */
  static long[] divide(long minor, long[] weights) {
    if (weights.length == 1) {
      return new long[] {minor};
    }
    long sum = Arrays.stream(weights).sum();
    long[] parts = new long[weights.length];
    long[] remainders = new long[weights.length];
    long left = minor;
    for (int i = 0; i < weights.length; i++) {
      long product = minor * weights[i];
      if (Math.multiplyHigh(minor, weights[i]) == product >> 63) {
        parts[i] = Math.floorDiv(product, sum);
        remainders[i] = Math.floorMod(product, sum);
      } else {
        BigInteger wide = BigInteger.valueOf(minor).multiply(BigInteger.valueOf(weights[i]));
        BigInteger rest = wide.mod(BigInteger.valueOf(sum));
        parts[i] = wide.subtract(rest).divide(BigInteger.valueOf(sum)).longValueExact();
        remainders[i] = rest.longValueExact();
      }
      left -= parts[i];
    }
    if (left > 0) {
      IntStream.range(0, weights.length)
          .boxed()
          .sorted(Comparator.comparingLong((Integer i) -> -remainders[i]))
          .limit(left)
          .forEach(i -> parts[i]++);
    }
    return parts;
  }
}
