/**
 * Rewards: what members can have for points.
 *
 * <p>In come the rewards that staff publish (price, stock, limits, tiers, window) and claims, each
 * once per idempotency key; out go the list with what each member may have and why not, and claims,
 * which can be cancelled: points and stock go back.
 */
package io.tributary.loyalty.reward;
