package io.tributary.loyalty.referral;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;

/**
 * What changes of a referral answer.
 *
 * @param referralId which
 */
@Type("ReferralPayload")
@Description("What useReferralCode and decideReferral answer.")
public record ReferralPayload(@Ignore UUID referralId) {}
