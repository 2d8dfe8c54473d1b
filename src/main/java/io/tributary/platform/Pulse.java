package io.tributary.platform;

/**
 * What the database's answers to a regular question say of it. Beats are counted, not seconds: a
 * process that stood still itself has missed nothing.
 *
 * @param missed beats in a row without an answer
 * @param isGone whether it counts as gone
 */
record Pulse(int missed, boolean isGone) {
  /** A database that answers. */
  static final Pulse WELL = new Pulse(0, false);

  /** A beat went by without an answer; it is gone after the {@code most}-th. */
  Pulse missed(int most) {
    return new Pulse(missed + 1, isGone || missed + 1 >= most);
  }

  /** Nobody is there to take a connection: there is no use in waiting for more. */
  Pulse refused() {
    return new Pulse(0, true);
  }
}
