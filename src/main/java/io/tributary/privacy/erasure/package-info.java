/**
 * Erasure: takes a person out of every table, as each table's comment declares, and leaves orders,
 * points and figures on an id without meaning. In come customers whom a request was verified for,
 * and lists of those erased before a backup was restored; out go what was done, and that list.
 */
package io.tributary.privacy.erasure;
