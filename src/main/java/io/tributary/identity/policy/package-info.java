/**
 * The identifier table as staff edit it: which kinds tie customers and how far. In come new
 * versions, tried first or published; out go the versions, and what a new one changes.
 */
package io.tributary.identity.policy;
