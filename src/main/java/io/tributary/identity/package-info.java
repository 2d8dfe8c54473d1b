/**
 * Says who is who: profiles of one person in many sources become one customer, and can become two
 * again. In come profile facts, with the transaction they belong to; out go the profile and
 * customer that each fact hangs on, notes in the change queue, and customers over GraphQL. Facts
 * are never touched here: a merge moves a pointer.
 *
 * <p>Where no guard holds, the same facts in any order give the same customers. Where one holds, no
 * order makes one customer of people whom their own facts tell apart, and a value that one profile
 * of each carries ties none of them in any order. What is learnt late of names, births, national
 * ids and a household's phone takes back the merges that no rule would make now ({@code
 * SecondLook}), once the change queue and the job that compares what changed have run. What does
 * depend on the order: which value is one too many ({@code VALUES_PER_CUSTOMER}) and which profile
 * ({@code PROFILES_PER_CUSTOMER}); whether four customers were there before the fact that ties them
 * ({@code CUSTOMERS_PER_FACT}); and profiles that were attached to a customer, not merged, while
 * nothing spoke against it: points are booked on the customer that a profile was attached to, so
 * nothing moves it but a merge.
 */
package io.tributary.identity;
