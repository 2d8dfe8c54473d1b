/**
 * What sales earn: versioned rules, evaluated by a pure function that names each rule that applied
 * ({@link io.tributary.loyalty.earning.EarningRules}).
 *
 * <p>In come paid orders with their lines and returns, by the change queue; out go the points that
 * each should have given by now, which the ledger makes so. What is a sale's own follows its facts,
 * in whatever order they come; what was true of the member at the sale (tier, first order, points
 * of that day) is kept as it was when the sale was first reckoned.
 */
package io.tributary.loyalty.earning;
