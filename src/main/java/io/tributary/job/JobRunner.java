package io.tributary.job;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Faults;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One replica's hand on the jobs: it takes a job's lease, runs what is due or asked for, one run
 * after another, and gives the lease back. Replicas meet only in the database, so a test can have
 * several in one process.
 */
final class JobRunner {
  /** A run whose replica died this often is not begun again: it may be what kills them. */
  static final int MOST_ATTEMPTS = 3;

  /** A run that begins later than this after its due time is called CATCH_UP. */
  static final Duration LATE = Duration.ofMinutes(5);

  private static final Logger LOG = Logger.getLogger(JobRunner.class);
  private static final int ERROR_LENGTH = 2000;

  /** Hears of runs that ended on this replica. */
  interface Ended {
    /** A run of a job ended, so and after so long. */
    void run(String job, JobRunState how, Duration took);
  }

  private final Ended ended;
  private final String owner;
  private final JobStore store = new JobStore();
  private final Tx tx;
  private final Clock clock;
  private final Duration leaseLength;
  private final Map<String, Job> jobs;
  private final Map<String, Schedule> schedules;
  private final Map<String, Duration> limits;

  /**
   * Makes a replica's runner.
   *
   * @param owner tells this replica from the others
   * @param schedules by job name; a job without one runs on request only
   * @param limits by job name, where a run's limit is not the job's own
   * @param leaseLength how long after a replica's last sign of life another may take over
   * @param ended told of each run that ended here
   */
  JobRunner(
      String owner,
      Tx tx,
      Clock clock,
      Collection<Job> jobs,
      Map<String, Schedule> schedules,
      Map<String, Duration> limits,
      Duration leaseLength,
      Ended ended) {
    this.ended = ended;
    this.owner = owner;
    this.tx = tx;
    this.clock = clock;
    this.jobs = jobs.stream().collect(Collectors.toUnmodifiableMap(Job::name, job -> job));
    this.schedules = Map.copyOf(schedules);
    this.limits = Map.copyOf(limits);
    this.leaseLength = leaseLength;
  }

  /** Makes the jobs' rows. A job that is new is due for the first time after now. */
  Uni<Void> register() {
    Instant now = clock.instant();
    List<JobStore.Registration> rows =
        jobs.values().stream()
            .map(
                job -> {
                  Schedule schedule = schedules.get(job.name());
                  return schedule == null
                      ? new JobStore.Registration(job.name(), null, null, job.isHeavy())
                      : new JobStore.Registration(
                          job.name(), schedule.cron(), schedule.next(now), job.isHeavy());
                })
            .toList();
    return tx.write(connection -> store.register(connection, rows));
  }

  /** The jobs that have something to do and that nobody is at, longest waiting first. */
  Uni<List<String>> runnable() {
    return tx.read(connection -> store.runnable(connection, jobs.keySet(), clock.instant()));
  }

  /**
   * Runs everything that waits for one job. Ends at once when another replica is at it; never fails
   * because a run does. Heavy jobs run one at a time, whichever replica is at them, and run by run
   * in the order in which they came due: asked for one of them, it runs all that wait.
   */
  Uni<Void> workOff(String name) {
    return jobs.get(name).isHeavy() ? heavyInTurn() : all(name);
  }

  private Uni<Void> all(String name) {
    return tx.write(connection -> store.take(connection, name, owner, leaseLength))
        .chain(lease -> lease == null ? Uni.createFrom().voidItem() : held(lease, runAll(lease)));
  }

  private Uni<Void> heavyInTurn() {
    return tx.write(
            connection ->
                store.takeHeavy(connection, jobs.keySet(), clock.instant(), owner, leaseLength))
        .chain(
            lease ->
                lease == null
                    ? Uni.createFrom().item(false)
                    : held(lease, runNext(lease)).replaceWith(true))
        .repeat()
        .whilst(ran -> ran)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private <T> Uni<Void> held(Lease lease, Uni<T> work) {
    return work.onFailure(Lease.Lost.class)
        .recoverWithItem(
            lost -> {
              LOG.warn(lost.getMessage());
              return null;
            })
        .onTermination()
        .call(() -> tx.write(connection -> store.release(connection, lease)))
        .replaceWithVoid();
  }

  /** Gives back what this replica holds, so that the next start need not wait for it to lapse. */
  Uni<Void> stop() {
    return tx.write(connection -> store.releaseAll(connection, owner));
  }

  private Uni<Boolean> runAll(Lease lease) {
    return runNext(lease).repeat().whilst(ran -> ran).collect().last();
  }

  /** Runs what waits longest for a job; false when nothing does. */
  private Uni<Boolean> runNext(Lease lease) {
    Job job = jobs.get(lease.job());
    return tx.write(connection -> begin(connection, job, lease))
        .chain(
            begun -> begun.isEmpty() ? Uni.createFrom().item(false) : run(job, lease, begun.get()));
  }

  /**
   * Chooses and begins the next run, in one transaction that holds the job's row: a run left in the
   * middle by a replica that died, then what came first of due times and requests.
   */
  private Uni<Optional<JobRun>> begin(SqlConnection connection, Job job, Lease lease) {
    Instant now = clock.instant();
    return store
        .hold(connection, lease)
        .chain(
            held ->
                store
                    .waiting(connection, job.name())
                    .chain(
                        waiting -> {
                          Instant at = held.dueAt();
                          Instant due = at == null || at.isAfter(now) ? null : at;
                          if (held.isPaused() || waiting == null && due == null) {
                            return Uni.createFrom().item(Optional.<JobRun>empty());
                          }
                          return isFirst(waiting, due)
                              ? resume(connection, job, lease, waiting, now)
                              : beginDue(connection, job, lease, due, now);
                        }));
  }

  private static boolean isFirst(JobRun waiting, Instant due) {
    return waiting != null
        && (due == null
            || waiting.state() == JobRunState.RUNNING
            || waiting.createdAt().toInstant().isBefore(due));
  }

  private Uni<Optional<JobRun>> resume(
      SqlConnection connection, Job job, Lease lease, JobRun waiting, Instant now) {
    if (waiting.attempts() >= MOST_ATTEMPTS) {
      String error = "Begun " + MOST_ATTEMPTS + " times, and each time its replica died.";
      return store
          .end(connection, waiting.uuid(), JobRunState.FAILED, error, now)
          .chain(() -> begin(connection, job, lease));
    }
    return store.begin(connection, waiting.uuid(), owner, now).map(Optional::of);
  }

  private Uni<Optional<JobRun>> beginDue(
      SqlConnection connection, Job job, Lease lease, Instant due, Instant now) {
    Schedule schedule = schedules.get(job.name());
    Instant chosen = schedule == null ? due : schedule.firstToRun(due, now, job.catchUp());
    Instant next = schedule == null ? null : schedule.next(chosen);
    JobTrigger trigger =
        chosen.plus(LATE).isBefore(now) ? JobTrigger.CATCH_UP : JobTrigger.SCHEDULE;
    UUID id = Ids.next();
    return store
        .beginDue(connection, id, job.name(), trigger, chosen, owner, now)
        .call(() -> store.dueNext(connection, job.name(), next))
        .chain(
            run ->
                run == null
                    ? begin(connection, job, lease)
                    : Uni.createFrom().item(Optional.of(run)));
  }

  /** Runs a job to its end, whichever it is, and records it; true, so that the next one follows. */
  private Uni<Boolean> run(Job job, Lease lease, JobRun run) {
    LOG.infof("job %s begins as of %s (%s)", job.name(), run.asOf(), run.trigger());
    Instant begun = clock.instant();
    FencedRun context = new FencedRun(store, tx, lease, run);
    Duration limit = limits.getOrDefault(job.name(), job.limit());
    Uni<Void> work =
        Uni.createFrom()
            .deferred(() -> job.run(context))
            .ifNoItem()
            .after(limit)
            .failWith(() -> new JobFailure("Not done within " + limit + ", its limit."));
    return Uni.combine()
        .any()
        .of(work, heartbeat(lease, run))
        .onItemOrFailure()
        .transformToUni(
            (nothing, failure) -> {
              ended.run(job.name(), state(failure), Duration.between(begun, clock.instant()));
              return context.end().chain(() -> end(job, lease, run, failure));
            })
        .replaceWith(true);
  }

  private Uni<Void> end(Job job, Lease lease, JobRun run, Throwable failure) {
    if (failure instanceof Lease.Lost) {
      return stillOurs(lease).invoke(() -> LOG.infof("job %s was cancelled", job.name()));
    }
    if (failure != null) {
      LOG.errorf(failure, "job %s failed, run %s", job.name(), run.getId());
    }
    JobRunState state = state(failure);
    return tx.write(
            connection ->
                store
                    .hold(connection, lease)
                    .chain(
                        () ->
                            store.end(
                                connection,
                                run.uuid(),
                                state,
                                error(failure, run.getId()),
                                clock.instant())))
        .invoke(() -> LOG.infof("job %s ended: %s", job.name(), state));
  }

  private static JobRunState state(Throwable failure) {
    if (failure instanceof Lease.Lost) {
      return JobRunState.CANCELLED;
    }
    return failure == null ? JobRunState.COMPLETED : JobRunState.FAILED;
  }

  /** Goes on when only the run was cancelled; fails with {@link Lease.Lost} when the lease went. */
  private Uni<Void> stillOurs(Lease lease) {
    return tx.write(connection -> store.hold(connection, lease)).replaceWithVoid();
  }

  /**
   * Keeps the lease while the run lasts; fails as soon as it is lost or the run is cancelled. A
   * renewal that only could not reach the database is tried again: the fence decides in the end.
   */
  private Uni<Void> heartbeat(Lease lease, JobRun run) {
    return Multi.createFrom()
        .ticks()
        .every(leaseLength.dividedBy(3))
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(
            tick ->
                tx.write(connection -> store.renew(connection, lease, run.uuid(), leaseLength))
                    .onFailure()
                    .invoke(
                        e -> LOG.warnf("lease of %s not renewed: %s", lease.job(), Faults.kind(e)))
                    .onFailure()
                    .recoverWithItem(true))
        .filter(held -> !held)
        .toUni()
        .replaceWithVoid()
        .onItem()
        .failWith(
            () -> new Lease.Lost("The run of " + lease.job() + " was cancelled or taken over."));
  }

  /** Sentences that were meant for people are shown; of other faults the log knows. */
  private static String error(Throwable failure, String run) {
    if (failure == null) {
      return null;
    }
    String text =
        failure instanceof JobFailure || failure instanceof ApiException
            ? failure.getMessage()
            : "A fault of ours ("
                + Faults.kind(failure)
                + "). The log has it under "
                + run
                + ": report this to whoever runs this service.";
    return text.substring(0, Math.min(text.length(), ERROR_LENGTH)).replace('\0', ' ');
  }
}
