package io.tributary.insight.watch;

/**
 * What was counted: an amount, or of a rate how many of how many.
 *
 * @param value the amount, or how many
 * @param of of how many; 0 for an amount
 */
record Counted(long value, long of) {
  static final Counted NOTHING = new Counted(0, 0);

  private static final long MILLION = 1_000_000;

  /** Both together. */
  Counted plus(Counted other) {
    return new Counted(value + other.value, of + other.of);
  }

  /** The rate in millionths; null of nothing. */
  Long rate() {
    return of == 0 ? null : Math.round(value * (double) MILLION / of);
  }

  /**
   * How far a rate of so many lies from a usual one by chance alone, in millionths: the standard
   * deviation of a share, of a usual one drawn a little to the middle so that it is never nothing.
   */
  double chance(long usual) {
    double p = Math.min(1, Math.max(0, usual / (double) MILLION));
    double drawn = (p * of + 1) / (of + 2);
    return MILLION * Math.sqrt(drawn * (1 - drawn) / Math.max(1, of));
  }
}
