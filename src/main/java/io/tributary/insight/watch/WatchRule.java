package io.tributary.insight.watch;

import java.util.Arrays;
import java.util.List;

/**
 * The usual band of a figure: the median of the same weekday in the weeks before, and so many
 * spreads around it. The spread is 1.4826 times the median distance from the median (which of a
 * normal distribution is its standard deviation, and which an odd week does not move), at least a
 * twentieth of the median and at least 1, or what chance does to a rate.
 *
 * @param spreads how far the band reaches
 * @param below always alarming when less; null for no such bound
 * @param above always alarming when more; null for no such bound
 */
record WatchRule(double spreads, Long below, Long above) {
  /** With fewer weeks there is no band. */
  static final int LEAST_WEEKS = 4;

  private static final double TO_DEVIATION = 1.4826;
  private static final double LEAST_SHARE = 0.05;

  /** A band; {@code usual} is its middle. */
  record Band(long usual, long low, long high) {}

  /** What a value is: too low, too high, or neither. */
  enum Side {
    LOW,
    HIGH,
    INSIDE
  }

  /**
   * The band by the weeks before; null when they are too few.
   *
   * @param leastSpread how wide a spread is at least
   */
  Band band(List<Long> weeks, double leastSpread) {
    if (weeks.size() < LEAST_WEEKS) {
      return null;
    }
    double[] values = weeks.stream().mapToDouble(Long::doubleValue).toArray();
    double usual = median(values);
    double[] distances = Arrays.stream(values).map(value -> Math.abs(value - usual)).toArray();
    double spread =
        Math.max(
            leastSpread, Math.max(TO_DEVIATION * median(distances), LEAST_SHARE * Math.abs(usual)));
    return new Band(
        Math.round(usual),
        (long) Math.floor(usual - spreads * spread),
        (long) Math.ceil(usual + spreads * spread));
  }

  /** Where a value lies; without a band the bounds alone count. */
  Side side(long value, Band band) {
    if ((below != null && value < below) || (band != null && value < band.low())) {
      return Side.LOW;
    }
    boolean isHigh = (above != null && value > above) || (band != null && value > band.high());
    return isHigh ? Side.HIGH : Side.INSIDE;
  }

  /** The middle of values; of an even number the mean of the two in the middle. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
