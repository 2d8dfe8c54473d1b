/**
 * What a programme gives its members: tiers, and points to spend.
 *
 * <p>In come the definitions that staff publish (programmes here, tier policies in {@code tier},
 * currencies of points in {@code ledger}) and the facts of identity and commerce; out go each
 * member's tier with its history, what it takes to keep it or to reach the next one, and what they
 * have to spend. Tiers read facts only, never a balance.
 */
package io.tributary.loyalty;
