package io.tributary.loyalty.ledger;

import java.util.UUID;

/**
 * One account's part in a spending, and what became of it.
 *
 * @param entry the entry
 * @param account on which account
 * @param kind REDEEM or RESERVE, or any other entry that a caller named
 * @param currency of what
 * @param customer for whom the account was opened
 * @param reference what it was for
 * @param back how much went back so far
 * @param reservation the reservation's part; null when it is none
 */
record Spending(
    UUID entry,
    UUID account,
    EntryKind kind,
    UUID currency,
    UUID customer,
    String reference,
    long back,
    Reservation reservation) {}
