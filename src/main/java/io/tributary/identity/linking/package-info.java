/**
 * Finds profiles of one person that share no identifier. In come the profiles that the change queue
 * says have changed; out go merges of those that are surely one person, reviews of those that may
 * be, and whoever is like somebody at a till. The rules are in {@code score}.
 */
package io.tributary.identity.linking;
