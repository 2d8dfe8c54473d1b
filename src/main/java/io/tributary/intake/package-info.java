/**
 * The front doors: the tracking API, its messages from Kafka, and bulk imports. In comes what a
 * channel sent, whatever it repeats, reorders or gets wrong; out go facts to identity, commerce and
 * activity, in one transaction with their notes in the change queue, and what was refused, kept
 * with its reason.
 */
package io.tributary.intake;
