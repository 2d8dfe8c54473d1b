package io.tributary.loyalty.bonus;

import io.tributary.loyalty.earning.AppliedRule;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a bonus gave for one thing that a member did.
 *
 * @param bonusId which bonus
 * @param fact the event; for a completed profile the bonus
 * @param occurredAt when the member did it
 * @param points how many it gave
 * @param applied the bonus and what cut it
 */
@Type("GivenBonus")
@Description("What a bonus gave for one thing that a member did.")
public record GivenBonus(
    @Ignore UUID bonusId,
    @Ignore UUID fact,
    @NonNull @Description("When the member did it.") OffsetDateTime occurredAt,
    @Description("How many points it gave; 0 when everything was cut.") long points,
    @NonNull
        @Description(
            "The bonus and what cut it: WINDOW, CAP_PER_DAY, CAP_PER_MEMBER, BUDGET. They add up to the points.")
        List<@NonNull AppliedRule> applied) {}
