package io.tributary.job;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A job as staff see it.
 *
 * @param name its name
 * @param description one sentence
 * @param cron its schedule; null when it runs on request only
 * @param nextDueAt when it is next due; null when it has no schedule
 * @param heavy whether it waits for other heavy jobs
 * @param pausedAt since when no run of it begins; null when it is not paused
 * @param pausedBy who paused it
 * @param pauseReason why
 */
@Type("Job")
@Description("Work that runs on a schedule or on request, on one replica at a time.")
public record KnownJob(
    @NonNull @Description("The name that runJob takes.") String name,
    @NonNull @Description("What it does, in one sentence.") String description,
    @Description("Its schedule, Unix cron in UTC; null when it runs on request only.") String cron,
    @Description("When it is next due; null when it has no schedule.") OffsetDateTime nextDueAt,
    @Description("Whether it reads so much that it waits for other heavy jobs to end.")
        boolean heavy,
    @Description("Since when no run of it begins; null when it is not paused.")
        OffsetDateTime pausedAt,
    @Description("Who paused it.") String pausedBy,
    @Description("Why it is paused.") String pauseReason) {}
