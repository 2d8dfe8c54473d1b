/**
 * Figures about customers that can be trusted: purchases, retention, repurchase, lifetime value.
 * What comes in: the orders that count, through the change queue for customers that changed and
 * through the job {@code refresh-retention} for all of them, by the same code. What goes out:
 * {@code Customer.metrics} and, in the packages below, the tables.
 */
package io.tributary.insight;
