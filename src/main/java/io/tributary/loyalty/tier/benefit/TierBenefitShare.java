package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What members of one tier have of a benefit.
 *
 * @param tier the tier's name
 * @param perYear how often in a calendar year; null for as often as they like
 */
@Type("TierBenefitShare")
@Description("What members of one tier have of a benefit.")
public record TierBenefitShare(
    @NonNull @Description("The tier's name.") String tier,
    @Description("How often in a calendar year of the programme; null for as often as they like.")
        Integer perYear) {}
