/**
 * Points at tills without a network.
 *
 * <p>In come requests for allowances while a till is connected, and later, in any order and however
 * often, what it spent against them; out go allowances that are signed, so that a till can tell a
 * real one by itself, and spendings in the ledger. An allowance is a reservation: what a till may
 * spend has left the member's points before it goes offline, so nothing is overdrawn.
 */
package io.tributary.loyalty.till;
