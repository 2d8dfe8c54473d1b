package io.tributary.insight.churn;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A customer rose to a level.
 *
 * @param uuid its id
 * @param customer who
 * @param level the level
 * @param raisedAt the instant of the run or change that saw it
 * @param reasons what spoke for it
 * @param nextStep what staff want done at that level; null where nothing is said
 * @param recordedAt when it was written
 */
@Type("ChurnWarning")
@Description("A customer rose to a level; at most one a level in 30 days.")
public record ChurnWarning(
    @Ignore UUID uuid,
    @Ignore UUID customer,
    @NonNull @Description("The level.") ChurnLevel level,
    @NonNull @Description("The instant at which it was seen.") OffsetDateTime raisedAt,
    @NonNull @Description("What spoke for it.") List<@NonNull ChurnReason> reasons,
    @Description(
            "What staff want done about customers at that level, by setChurnSettings: for campaigns and"
                + " people to act on; null where nothing is said.")
        String nextStep,
    @NonNull
        @Description(
            "When it was written: later than raisedAt where a run caught up. Warnings are read on in"
                + " this order.")
        OffsetDateTime recordedAt) {}
