package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.UUID;

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
public record Command(
    String key, UUID hash, String actor, String reference, String reason, Instant occurredAt) {

  /** What follows from it on the same account and needs a key of its own. */
  public Command following(String what, UUID entry, Instant at) {
    return new Command(what + "/" + entry, hash, actor, reference, reason, at);
  }
}
