package io.tributary.job;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One run of a job.
 *
 * @param uuid its id
 * @param job the job's name
 * @param trigger why it came to be
 * @param asOf the instant it computes for
 * @param dueAt when the schedule wanted it; null for a request
 * @param state how far it has come
 * @param done units of work done so far
 * @param total units of work in all; null while unknown
 * @param error why it failed; null unless it did
 * @param requestedBy who asked for it; null unless somebody did
 * @param attempts how often it was begun; more than once when the replica that ran it died
 * @param createdAt when it was noted
 * @param startedAt when it was last begun; null while it waits
 * @param finishedAt when it ended; null before that
 */
@Type("JobRun")
@Description("One run of a job.")
public record JobRun(
    @Ignore UUID uuid,
    @NonNull @Description("The job's name.") String job,
    @NonNull @Description("Why it came to be.") JobTrigger trigger,
    @NonNull @Description("The instant it computes for; takes the place of \"now\".")
        OffsetDateTime asOf,
    @Description("When the schedule wanted it; null for a request.") OffsetDateTime dueAt,
    @NonNull @Description("How far it has come.") JobRunState state,
    @Description("Units of work (mostly customers) done so far.") int done,
    @Description("Units of work in all; null while unknown.") Integer total,
    @Description("Why it failed; null unless it did.") String error,
    @Description("The subject of the token that asked for it; null for the schedule's own runs.")
        String requestedBy,
    @Description("How often it was begun: more than once when the replica that ran it died.")
        int attempts,
    @NonNull @Description("When it was noted.") OffsetDateTime createdAt,
    @Description("When it was last begun; null while it waits.") OffsetDateTime startedAt,
    @Description("When it ended; null before that.") OffsetDateTime finishedAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID run_….")
  public String getId() {
    return TypeId.JOB_RUN.encode(uuid);
  }

  /** The share done, from 0 to 1; null while the total is unknown. */
  @Description("The share done, from 0 to 1; null while the total is unknown.")
  public Double getProgress() {
    if (state == JobRunState.COMPLETED) {
      return 1.0;
    }
    return total == null || total == 0 ? null : Math.min(1.0, (double) done / total);
  }
}
