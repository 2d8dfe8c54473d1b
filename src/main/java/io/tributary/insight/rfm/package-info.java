/**
 * Recency, frequency and monetary value. What comes in: what each customer bought ({@link
 * io.tributary.insight.Purchases}). What goes out: thresholds over all customers, a score and a
 * segment for each, and how customers moved between segments from one day to another.
 */
package io.tributary.insight.rfm;
