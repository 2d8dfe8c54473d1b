/**
 * Changes that carry a key of the caller's are made once: the same key with the same request gives
 * the first answer again. In comes a change and its key; out goes its answer, kept for as long as a
 * caller may try again.
 */
package io.tributary.graphql.once;
