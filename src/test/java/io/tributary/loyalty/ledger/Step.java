package io.tributary.loyalty.ledger;

/**
 * One thing that happens in a made-up history; what the numbers mean depends on the kind.
 *
 * @param kind what happens
 * @param a first number, 0 to 999
 * @param b second
 * @param c third
 */
record Step(Kind kind, int a, int b, int c) {
  /** What can happen. */
  enum Kind {
    EARN,
    EARN_LATER,
    EARN_WAITING,
    HAPPENED,
    SELL,
    RETURN,
    REDEEM,
    REDEEM_MORE,
    CANCEL,
    RESERVE,
    END_RESERVATION,
    TRANSFER,
    ADJUST,
    REPEAT,
    PASS_HOURS,
    PASS_DAYS,
    SETTLE,
    MERGE,
    UNMERGE,
    JOIN_POOL,
    LEAVE_POOL
  }
}
