/**
 * Coupons: what they give off an order, and the codes that stand for them.
 *
 * <p>In come coupons that staff make, codes (one that many share, codes of their own in batches
 * that a job makes, codes given to one member), and orders that codes are to be used on; out go
 * what the codes would give and why not, and redemptions, each once per idempotency key, which can
 * be rolled back.
 */
package io.tributary.loyalty.coupon;
