package io.tributary.loyalty.reward;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a reward is to be.
 *
 * @param name unique within the programme
 * @param description null for none
 * @param price in points
 * @param stock null for no limit
 * @param limitPerMember null for no limit
 * @param tiers null or empty for everybody
 * @param beginsAt null from its publication
 * @param endsAt null for no end
 */
@Input("RewardTermsInput")
@Description("What a reward is to be.")
public record RewardTermsInput(
    @NonNull @Description("1 to 100 characters, unique within the programme.") String name,
    @Description("What it is, up to 2,000 characters.") String description,
    @Description("What it costs, at least 1 point.") long price,
    @Description("How many may be claimed in all; left out, no limit.") Long stock,
    @Description("How many a member may have; left out, no limit.") Integer limitPerMember,
    @Description("Members of these tiers may have it; left out, everybody.") List<String> tiers,
    @Description("From when it can be had; left out, from its publication.")
        OffsetDateTime beginsAt,
    @Description("Until when, exclusive; left out, no end.") OffsetDateTime endsAt) {}
