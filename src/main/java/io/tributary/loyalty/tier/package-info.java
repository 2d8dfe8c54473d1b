/**
 * The tiers of a programme: the published policies, the rule that derives a member's tier history
 * from facts alone, and the work that keeps it.
 *
 * <p>In come paid orders and returns, per customer; out go {@code membership} (what holds now) and
 * {@code tier_change} (every change there was). Both are derived: {@link
 * io.tributary.loyalty.tier.TierReplay} walks all the facts of a customer under all versions of the
 * policy, and what differs is rewritten. So a late fact, a merge and its unmerge, a missed day and
 * a run repeated all end in the state that the facts alone call for.
 */
package io.tributary.loyalty.tier;
