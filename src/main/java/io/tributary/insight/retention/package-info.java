/**
 * Who comes back, by cohorts of first purchase, and how soon. What comes in: what each customer
 * bought ({@link io.tributary.insight.Purchases}). What goes out: the queries {@code retention} and
 * {@code repurchase}, as metrics.md defines them.
 */
package io.tributary.insight.retention;
