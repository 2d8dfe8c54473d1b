package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code useTierBenefit} and {@code rollBackTierBenefit} answer.
 *
 * @param use as it is now
 */
@Type("TierBenefitUsePayload")
@Description("What useTierBenefit and rollBackTierBenefit answer.")
public record TierBenefitUsePayload(@NonNull @Description("As it is now.") TierBenefitUse use) {}
