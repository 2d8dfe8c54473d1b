/**
 * Who is about to leave. What comes in: what each customer bought, what they complained of, and the
 * probability that they are still there ({@code insight.value}). What goes out: activity and churn
 * between two instants; a level with its reasons for each customer, a warning when one rises, and a
 * back-test of each run. Whoever acts on warnings reads {@code churnWarnings} in order.
 */
package io.tributary.insight.churn;
