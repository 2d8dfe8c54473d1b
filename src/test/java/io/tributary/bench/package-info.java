/**
 * Measurements that are run by hand ({@code bench/}), not tests: the packaged application in a
 * process of its own on a durable PostgreSQL, compared within one run with the least that the same
 * machine needs for the same work.
 */
package io.tributary.bench;
