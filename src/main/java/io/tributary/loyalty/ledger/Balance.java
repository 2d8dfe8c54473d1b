package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.Collection;

/**
 * What a customer has of one currency: the sum of their accounts. Where one account owes and
 * another has, the first is paid from the second before anything can be spent.
 *
 * @param available points that can be spent
 * @param pending points that are not active yet
 * @param reserved points held for checkouts
 * @param debt points owed
 * @param at the instant that it holds for
 */
record Balance(long available, long pending, long reserved, long debt, Instant at) {
  /** The sum of accounts at an instant. */
  static Balance of(Collection<Account> accounts, Instant at) {
    long available = 0;
    long pending = 0;
    long reserved = 0;
    long debt = 0;
    for (Account account : accounts) {
      available += account.available();
      pending += account.pending();
      reserved += account.reserved();
      debt += account.debt();
    }
    long paid = Math.min(available, debt);
    return new Balance(available - paid, pending, reserved, debt - paid, at);
  }

  /** The same with more or fewer points to spend, and held. */
  Balance plus(long points, long held) {
    return new Balance(available + points, pending, reserved + held, debt, at);
  }
}
