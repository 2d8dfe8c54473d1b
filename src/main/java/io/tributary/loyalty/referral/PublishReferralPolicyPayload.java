package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code publishReferralPolicy} answers.
 *
 * @param policy what was published
 */
@Type("PublishReferralPolicyPayload")
@Description("What publishReferralPolicy answers.")
public record PublishReferralPolicyPayload(
    @NonNull @Description("What was published.") PublishedReferralPolicy policy) {}
