package io.tributary.insight.channel;

import java.util.Arrays;

/**
 * How far people come through ordered steps. A chain takes the steps in order, each at the same
 * time as the one before or later, the last less than the window after the first; of a person's
 * chains the one that comes furthest counts, of several the one that gets there first. Events must
 * be given in the order of time.
 *
 * <p>For each depth it keeps only the chain with the latest beginning: whatever follows, no other
 * chain of that depth can go on longer.
 */
final class FunnelRule {
  private final int steps;
  private final long windowSeconds;
  private final long[] reached;
  private final Durations[] between;
  private long[][] chains;
  private long[] best;

  /**
   * A funnel.
   *
   * @param steps how many, 2 or more
   * @param windowSeconds from the first step within which the last must be
   */
  FunnelRule(int steps, long windowSeconds) {
    this.steps = steps;
    this.windowSeconds = windowSeconds;
    this.reached = new long[steps];
    this.between = new Durations[steps];
    Arrays.setAll(between, i -> new Durations());
    begin();
  }

  private void begin() {
    chains = new long[steps][];
    best = new long[0];
  }

  /** A person did something that is step {@code step} for each true place. */
  void happened(long second, boolean[] isStep) {
    for (int step = steps - 1; step >= 0; step--) {
      if (isStep[step]) {
        enter(step, second);
      }
    }
  }

  private void enter(int step, long second) {
    long[] before = step == 0 ? new long[0] : chains[step - 1];
    boolean goesOn =
        step == 0 || (before != null && Math.subtractExact(second, before[0]) < windowSeconds);
    if (!goesOn) {
      return;
    }
    long[] chain = Arrays.copyOf(before, step + 1);
    chain[step] = second;
    if (chains[step] == null || chain[0] >= chains[step][0]) {
      chains[step] = chain;
    }
    if (chain.length > best.length) {
      best = chain;
    }
  }

  /** The person's events have ended. */
  void endOfPerson() {
    for (int step = 0; step < best.length; step++) {
      reached[step]++;
      if (step > 0) {
        between[step].add(best[step] - best[step - 1]);
      }
    }
    begin();
  }

  /** How many people came to a step, counted from 0. */
  long reached(int step) {
    return reached[step];
  }

  /** Median seconds from the step before; null when nobody came. */
  Double medianSeconds(int step) {
    return between[step].median();
  }

  /** Seconds, kept in an array of primitives: a million take 8 MB. */
  private static final class Durations {
    private long[] values = new long[16];
    private int size;

    void add(long seconds) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = seconds;
    }

    Double median() {
      if (size == 0) {
        return null;
      }
      Arrays.sort(values, 0, size);
      return (values[(size - 1) / 2] + values[size / 2]) / 2.0;
    }
  }
}
