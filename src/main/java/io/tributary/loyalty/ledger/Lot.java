package io.tributary.loyalty.ledger;

import io.tributary.platform.Ids;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * Points that were given together and expire together.
 *
 * @param account on which account
 * @param id the id
 * @param entry the entry that gave them
 * @param granted how many were given
 * @param remaining how many are left
 * @param expired how many of them ended unused; only known where a sale is reckoned up
 * @param activeAt from when they can be spent; null while they wait for an event
 * @param expiresAt from when they no longer can; null when they never expire
 * @param awaits the event they waited or wait for; null for none
 * @param sale the sale that earned them; null for none
 * @param line the sale's line; empty for the sale as a whole; null without a sale
 */
record Lot(
    UUID account,
    UUID id,
    UUID entry,
    long granted,
    long remaining,
    long expired,
    Instant activeAt,
    Instant expiresAt,
    String awaits,
    String sale,
    String line) {

  /** The order in which lots are used: the earliest expiry first. */
  static final Comparator<Lot> IN_ORDER_OF_USE =
      Comparator.comparing(Lot::expiresAt, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Lot::activeAt, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(lot -> lot.id().toString());

  /** A lot that is given now. */
  static Lot given(UUID account, UUID entry, Grant grant) {
    return new Lot(
        account,
        Ids.next(),
        entry,
        grant.points(),
        grant.points(),
        0,
        grant.activeAt(),
        grant.expiresAt(),
        grant.awaits(),
        grant.sale(),
        grant.line());
  }

  /** Whether its points can be spent at an instant, as far as their beginning goes. */
  boolean isActive(Instant at) {
    return activeAt != null && !activeAt.isAfter(at);
  }

  /** Whether it has ended by an instant. */
  boolean isExpired(Instant at) {
    return expiresAt != null && !expiresAt.isAfter(at);
  }

  /** The same with more or fewer points left. */
  Lot plus(long delta) {
    return with(remaining + delta, expired, activeAt);
  }

  /** The same with points that have ended. */
  Lot minusExpired(long points) {
    return with(remaining - points, expired + points, activeAt);
  }

  /** The same, usable from an instant on. */
  Lot activeFrom(Instant at) {
    return with(remaining, expired, at);
  }

  private Lot with(long left, long ended, Instant active) {
    return new Lot(account, id, entry, granted, left, ended, active, expiresAt, awaits, sale, line);
  }
}
