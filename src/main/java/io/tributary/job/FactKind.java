package io.tributary.job;

/**
 * Which of a customer's facts changed. A derivation says which of them it reads, and is left alone
 * by the others. The numbers are stored.
 */
public enum FactKind {
  /** Orders, their lines, returns and cancellations. */
  ORDER(1),
  /** Events: what they did that is not a sale. */
  EVENT(2),
  /** What is said of them, which profiles are theirs, and what may be done with their data. */
  IDENTITY(4),
  /** Points and what they paid for. */
  LEDGER(8);

  private final int bit;

  FactKind(int bit) {
    this.bit = bit;
  }

  /** Its place in a set that is stored as a number. */
  int bit() {
    return bit;
  }
}
