package io.tributary.job;

import static java.util.stream.Collectors.toMap;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Paging;
import io.tributary.graphql.Progress;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Jobs and their runs over GraphQL. */
@GraphQLApi
public class JobApi {
  private static final String RUNS = "jobRuns";
  private static final int LONGEST_REASON = 500;

  private final Jobs jobs;
  private final Tx tx;
  private final SecurityIdentity caller;
  private final JobStore store = new JobStore();

  JobApi(Jobs jobs, Tx tx, SecurityIdentity caller) {
    this.jobs = jobs;
    this.tx = tx;
    this.caller = caller;
  }

  /** Every job, by name. */
  @Query("jobs")
  @Description("Every job there is, by name.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<@NonNull List<@NonNull KnownJob>> jobs() {
    return jobs.all();
  }

  /** The newest run that has ended, of each job. */
  @Description("The newest run that has ended; null when none has.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<List<JobRun>> lastRun(@Source List<KnownJob> listed) {
    return newest(
        listed, List.of(JobRunState.COMPLETED, JobRunState.FAILED, JobRunState.CANCELLED));
  }

  /** The run under way, of each job. */
  @Description("The run that is under way; null when none is.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<List<JobRun>> runningRun(@Source List<KnownJob> listed) {
    return newest(listed, List.of(JobRunState.RUNNING));
  }

  private Uni<List<JobRun>> newest(List<KnownJob> listed, List<JobRunState> states) {
    List<String> names = listed.stream().map(KnownJob::name).toList();
    return tx.read(connection -> store.newest(connection, names, states))
        .map(
            runs -> {
              Map<String, JobRun> byJob = runs.stream().collect(toMap(JobRun::job, run -> run));
              return names.stream().map(byJob::get).toList();
            });
  }

  /** A page of runs, newest first; NOT_FOUND for an unknown job, INVALID_INPUT for a bad page. */
  @Query("jobRuns")
  @Description("The runs of one job, or of all, newest first.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  @NonNull
  public Uni<JobRunConnection> jobRuns(
      @Name("job") @Description("The job's name; all jobs when left out.") String job,
      @Name("first") @Description("How many, 1 to 100; 20 when left out.") Integer first,
      @Name("after") @Description("The cursor to go on after.") String after) {
    if (job != null) {
      jobs.requireKnown(job);
    }
    Paging paging = Paging.of(first, after, RUNS, 2);
    return tx.read(connection -> store.page(connection, job, paging))
        .map(
            runs ->
                paging.slice(
                    RUNS,
                    runs,
                    run ->
                        new String[] {
                          Paging.part(run.createdAt().toInstant()), run.uuid().toString()
                        },
                    JobRunEdge::new,
                    JobRunConnection::new));
  }

  /** Runs a job and waits for it; NOT_FOUND, INVALID_INPUT for an asOf in the future. */
  @Mutation("runJob")
  @Description(
      "Runs a job now, after the runs of it that came first. Answers when the run has ended, or"
          + " after 30 seconds with the state it is in; node(id) then tells how it goes on.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<JobRun> runJob(@Name("input") @NonNull RunJobInput input) {
    return jobs.runNow(
        input.name(),
        input.asOf() == null ? null : input.asOf().toInstant(),
        caller.getPrincipal().getName());
  }

  /** Stops a run; NOT_FOUND. */
  @Mutation("cancelJobRun")
  @Description(
      "Stops a run that waits or is under way: what it has committed stays, and nothing more is"
          + " written. A run that has ended stays as it is.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<JobRun> cancelJobRun(@Name("input") @NonNull CancelJobRunInput input) {
    UUID run =
        TypeId.JOB_RUN
            .decode(input.id())
            .orElseThrow(() -> ApiException.notFound("run", input.id()));
    return jobs.cancel(run)
        .onItem()
        .ifNull()
        .failWith(() -> ApiException.notFound("run", input.id()));
  }

  /** Holds a job back; NOT_FOUND, INVALID_INPUT for a reason that says nothing. */
  @Mutation("pauseJob")
  @Description(
      "Holds a job back: no run of it begins until resumeJob. A run under way goes on; cancelJobRun"
          + " stops it. Pausing a paused job changes nothing.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<KnownJob> pauseJob(@Name("input") @NonNull PauseJobInput input) {
    String reason = input.reason().strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw ApiException.invalid(
          "input.reason", "Say why, in 1 to " + LONGEST_REASON + " characters.");
    }
    return jobs.pause(input.name(), caller.getPrincipal().getName(), reason);
  }

  /** Lets a job run again; NOT_FOUND. */
  @Mutation("resumeJob")
  @Description("Lets a paused job run again: what it missed is caught up, what was asked for runs.")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  public Uni<KnownJob> resumeJob(@Name("input") @NonNull ResumeJobInput input) {
    return jobs.resume(input.name());
  }

  /** A run now and whenever it has changed, until it ends. */
  @Subscription("jobRunProgress")
  @Description("A run now and whenever it has changed, until it ends.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  @NonNull
  public Multi<JobRun> jobRunProgress(
      @Name("id") @Id @NonNull @Description("TypeID run_….") String id) {
    UUID run = TypeId.JOB_RUN.decode(id).orElseThrow(() -> ApiException.notFound("run", id));
    return Progress.of(
        "jobRunProgress(" + id + ")",
        () -> jobs.find(run).map(Optional::ofNullable),
        found -> found.state().ended());
  }
}
