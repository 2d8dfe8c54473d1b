package io.tributary.loyalty.tier;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a member would have at an instant to come.
 *
 * @param at the instant
 * @param tier the tier's name
 * @param validUntil the end of its validity
 * @param next what it would then take to rise
 * @param stay what it would then take to stay
 */
@Type("TierForecast")
@Description("What a member would have at an instant to come, if nothing else happened till then.")
public record TierForecast(
    @NonNull @Description("The instant.") OffsetDateTime at,
    @NonNull @Description("The tier's name.") String tier,
    @Description("The end of its validity, as of a membership.") OffsetDateTime validUntil,
    @Description("What it would then take to reach the next tier.") TierGoal next,
    @Description("What it would then take to keep the tier past its end.") TierGoal stay) {}
