/**
 * What of an order's total counts. In comes the rule that staff set; out go that rule and a
 * recomputation of everything that rests on what orders are worth.
 */
package io.tributary.commerce.counting;
