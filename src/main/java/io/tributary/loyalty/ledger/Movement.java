package io.tributary.loyalty.ledger;

import java.util.UUID;

/**
 * Points in or out of one lot, or of the debt.
 *
 * @param account on which account
 * @param entry of which entry
 * @param seq its place within the entry
 * @param lot which lot; null for the debt
 * @param delta how many; below 0 when they leave, or are owed
 * @param cause why
 */
record Movement(UUID account, UUID entry, int seq, UUID lot, long delta, Cause cause) {}
