/**
 * All that happened with a customer in one list. In come customers; out go their sales, returns,
 * events and merges across channels, newest first, a page of customers in one statement.
 */
package io.tributary.insight.timeline;
