package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How many members a tier has.
 *
 * @param tier the tier's name
 * @param members how many
 */
@Type("TierCount")
@Description("How many members a tier has.")
public record TierCount(
    @NonNull @Description("The tier's name.") String tier,
    @Description("How many members.") int members) {}
