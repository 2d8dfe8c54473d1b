/**
 * What customers will be worth. What comes in: what each customer bought ({@link
 * io.tributary.insight.Purchases}). What goes out: versions of the models (BG/NBD, Pareto/NBD,
 * Gamma-Gamma) that the job {@code fit-lifetime-value} fits, a score for each customer that follows
 * changed facts, and how well earlier versions foresaw what came.
 */
package io.tributary.insight.value;
