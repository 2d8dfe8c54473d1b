/**
 * The keys under which phones, e-mails, open ids and other identifiers are kept. Master keys come
 * from a file or the environment and are never stored; the key of the index and the data key of
 * each profile are stored wrapped by one of them. Rooms ask for an index of a value, seal it and
 * open it; nothing else leaves.
 */
package io.tributary.platform.keys;
