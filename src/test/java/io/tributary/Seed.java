package io.tributary;

import java.util.Random;

/**
 * The seed of everything drawn at random in tests: the same in every build, so that a build says
 * the same twice; {@code -Dseed=random} draws a new one, and {@code -Dseed=…} repeats one that was
 * printed.
 */
public final class Seed {
  private static final String GIVEN = System.getProperty("seed", "20261124");

  private Seed() {}

  /** The seed of one test, or of one property. */
  public static long next() {
    return "random".equals(GIVEN) ? new Random().nextLong() : Long.parseLong(GIVEN);
  }
}
