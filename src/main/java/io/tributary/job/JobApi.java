package io.tributary.job;

import static java.util.stream.Collectors.toMap;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Jobs and their runs over GraphQL. */
@GraphQLApi
public class JobApi {
  private static final String RUNS = "jobRuns";

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
}
