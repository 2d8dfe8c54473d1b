package io.tributary.graphql.request;

/**
 * A token bucket kept as one instant, the time at which it will be full again (the generic cell
 * rate algorithm of ITU-T I.371): each request puts that instant off by what one request costs, and
 * is refused when it would lie further ahead than a full bucket lasts.
 *
 * @param perSecond requests that flow in each second, above 0
 * @param burst requests that a full bucket holds, at least 1
 */
record RateRule(double perSecond, double burst) {
  /** What {@link #next} answers for a request that is refused. */
  static final long REFUSED = Long.MIN_VALUE;

  /** Microseconds that one request puts off. */
  long interval() {
    return (long) Math.ceil(1_000_000 / perSecond);
  }

  /** Microseconds that a full bucket lasts. */
  long reach() {
    return (long) (burst * interval());
  }

  /**
   * The instant at which the bucket is full again after one more request, or {@link #REFUSED}.
   *
   * @param fullAt when it would be full without it, microseconds
   * @param now the present on the same clock
   */
  long next(long fullAt, long now) {
    long then = Math.max(fullAt, now) + interval();
    return then - now > reach() ? REFUSED : then;
  }
}
