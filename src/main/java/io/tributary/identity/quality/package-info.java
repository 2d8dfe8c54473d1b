/**
 * Says how good matching is: what was found wrong later, what waits, and what people who looked at
 * a drawn sample of pairs say. In come merges, reviews and labels; out go figures with intervals.
 */
package io.tributary.identity.quality;
