package io.tributary.loyalty.tier;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * That a member's tier ends soon.
 *
 * @param uuid the id
 * @param customerUuid whose
 * @param tier the tier
 * @param endsAt when it ends, grace included
 * @param days the warning's place: 60, 30 or 7
 * @param anyOf what was missing to stay when the warning was made
 * @param fallsTo the tier that comes then
 * @param warnedAt when the warning was made
 */
@Type("TierWarning")
@Description("That a member's tier ends soon, and what it takes to keep it.")
public record TierWarning(
    @Ignore UUID uuid,
    @Ignore UUID customerUuid,
    @NonNull @Description("The tier.") String tier,
    @NonNull @Description("When it ends, grace included.") OffsetDateTime endsAt,
    @Description("At most so many days ahead: 60, 30 or 7.") int days,
    @NonNull
        @Description("What was missing to stay when the warning was made: all of one of these.")
        List<@NonNull TierConditions> anyOf,
    @NonNull @Description("The tier that comes then, if nothing happens.") String fallsTo,
    @NonNull @Description("When the warning was made.") OffsetDateTime warnedAt) {}
