package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * One account's row of the ledger.
 *
 * @param account on which account
 * @param id the id of the command; the same on every account that it touches
 * @param kind what it is about
 * @param amount the sum of its movements, not 0
 * @param cause what the caller said with it
 * @param reverses the entry that it takes back, releases, or is the other side of; null for none
 * @param recordedAt when it came into the ledger
 */
record Entry(
    UUID account,
    UUID id,
    EntryKind kind,
    long amount,
    Order cause,
    UUID reverses,
    Instant recordedAt) {

  /**
   * What the caller said with a command.
   *
   * @param key tells a repetition from another command
   * @param hash of what was asked for, to tell a repetition from another request with the same key
   * @param actor who asked
   * @param reference what it was for, in the caller's words; null for nothing
   * @param reason why; null when not said
   * @param occurredAt when it happened
   */
  record Order(
      String key, UUID hash, String actor, String reference, String reason, Instant occurredAt) {

    /** What follows from it on the same account and needs a key of its own. */
    Order following(String what, UUID entry, Instant at) {
      return new Order(what + "/" + entry, hash, actor, reference, reason, at);
    }
  }
}
