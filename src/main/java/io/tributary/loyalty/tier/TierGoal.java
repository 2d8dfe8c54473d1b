package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How much must be spent by when.
 *
 * @param tier the tier it brings or keeps
 * @param need net spend still missing
 * @param by the end, exclusive, of the time for it
 */
@Type("TierGoal")
@Description("How much must be spent by when.")
public record TierGoal(
    @NonNull @Description("The tier that it brings, or keeps.") String tier,
    @NonNull @Description("Net spend still missing.") Money need,
    @Description(
            "The time for it, exclusive: for the next tier, when an earlier purchase leaves the window and the need"
                + " grows, null when none does; to stay, when the tier ends, grace included.")
        OffsetDateTime by) {}
