/**
 * The points ledger: what each member earned, spent, lost and owes, lot by lot.
 *
 * <p>In come commands, each with an idempotency key (earn, redeem, cancel, claw back, transfer,
 * adjust, reserve), from the API and from the rooms that derive points from sales; out go balances,
 * statements and what expires when. A command locks the accounts it is about, in the order of their
 * ids, brings them up to its instant, and writes one entry on each account it touches. The rules
 * are pure ({@link io.tributary.loyalty.ledger.Book}, {@link io.tributary.loyalty.ledger.Sale});
 * only the walk over the lots of a spend is one SQL statement.
 */
package io.tributary.loyalty.ledger;
