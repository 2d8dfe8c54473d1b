/**
 * Referrals: members bring new customers, and both are rewarded.
 *
 * <p>In come the terms that staff publish, members' codes that new customers use (over the API, or
 * by what a channel sends), and through the change queue what these buy and give back; out go
 * rewards to both sides, each once, which are taken back when their ground is. What looks like
 * somebody who refers themselves is held until staff decide ({@link
 * io.tributary.loyalty.referral.ReferralRule}). Each side's points are posted when that side is
 * recomputed, so that no recomputation locks somebody else's account.
 */
package io.tributary.loyalty.referral;
