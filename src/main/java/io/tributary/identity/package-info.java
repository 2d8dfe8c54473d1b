/**
 * Says who is who: profiles of one person in many sources become one customer, and can become two
 * again. In come profile facts, with the transaction they belong to; out go the profile and
 * customer that each fact hangs on, notes in the change queue, and customers over GraphQL. Facts
 * are never touched here: a merge moves a pointer.
 *
 * <p>Where no guard holds, the same facts in any order give the same customers. Where one holds, no
 * order makes one customer of people whom their own facts tell apart, and a value that one profile
 * of each carries ties none of them in any order. What does depend on the order, since nothing that
 * was tied is taken back without a steward: which profiles of one person a value had tied before it
 * was seen with somebody else ({@code DIFFERENT_PEOPLE}, {@code DIFFERENT_NAMES}, {@code
 * ONE_PER_PERSON} and shared values; matching by score joins them when they say name and birth);
 * which value is one too many ({@code VALUES_PER_CUSTOMER}) and which profile ({@code
 * PROFILES_PER_CUSTOMER}); whether four customers were there before the fact that ties them ({@code
 * CUSTOMERS_PER_FACT}); and what was tied before what tells people apart was known.
 */
package io.tributary.identity;
