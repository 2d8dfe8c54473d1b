/**
 * What a programme gives its members: tiers today, points and rewards later.
 *
 * <p>In come the definitions that staff publish (programmes here, tier policies in {@code tier})
 * and the facts of identity and commerce; out go each member's tier with its history, and what it
 * takes to keep it or to reach the next one. Points will be a package beside {@code tier}: tiers
 * read facts only, never a balance.
 */
package io.tributary.loyalty;
