package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code setTierBenefit} answers.
 *
 * @param benefit as it is now
 */
@Type("TierBenefitPayload")
@Description("What setTierBenefit answers.")
public record TierBenefitPayload(@NonNull @Description("As it is now.") TierBenefit benefit) {}
