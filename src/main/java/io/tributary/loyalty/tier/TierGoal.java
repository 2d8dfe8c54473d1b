package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How much more is needed by when.
 *
 * @param tier the tier it brings or keeps
 * @param need net spend still missing
 * @param anyOf what is missing
 * @param by the end, exclusive, of the time for it
 */
@Type("TierGoal")
@Description("How much more is needed by when.")
public record TierGoal(
    @NonNull @Description("The tier that it brings, or keeps.") String tier,
    @NonNull
        @Description(
            "Net spend still missing in the first alternative of anyOf; 0 when it asks for none.")
        Money need,
    @NonNull @Description("What is missing: all conditions of one of these.")
        List<@NonNull TierConditions> anyOf,
    @Description(
            "The time for it, exclusive: for the next tier, when something that counts leaves the window and the need"
                + " grows, null when none does; to stay, when the tier ends, grace included.")
        OffsetDateTime by) {}
