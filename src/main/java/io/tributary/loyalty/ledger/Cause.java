package io.tributary.loyalty.ledger;

/** Why points move in or out of a lot, or of the debt. */
enum Cause {
  /** A new lot. */
  GRANT,
  /** Spent. */
  USE,
  /** Back into the lot they were spent from. */
  RESTORE,
  /** Ended unused. */
  EXPIRE,
  /** Taken back with what earned them. */
  CLAW_BACK,
  /** From a lot to the debt. */
  REPAY,
  /** Taken back beyond what was there. */
  OWE
}
