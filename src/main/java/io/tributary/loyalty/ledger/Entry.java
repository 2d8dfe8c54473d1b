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
    Command cause,
    UUID reverses,
    Instant recordedAt) {}
