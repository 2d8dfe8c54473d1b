/**
 * Says who is who: profiles of one person in many sources become one customer, and can become two
 * again. In come profile facts, with the transaction they belong to; out go the profile and
 * customer that each fact hangs on, notes in the change queue, and customers over GraphQL. Facts
 * are never touched here: a merge moves a pointer.
 */
package io.tributary.identity;
