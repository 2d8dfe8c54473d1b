/**
 * Who read or changed what of whom goes on record here: in come the requests that are executed and
 * the few steps that say more of themselves; out go rows of {@code audit_record}, before the answer
 * is given.
 */
package io.tributary.graphql.audit;
