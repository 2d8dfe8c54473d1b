package io.tributary.job;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Ids;
import io.tributary.platform.Partitions;
import io.tributary.platform.Tx;
import io.tributary.platform.tracing.Traces;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** This replica's jobs: its ticks, and runs on request. */
@ApplicationScoped
public class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class);

  /** After this long without a sign of life another replica takes a run over. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** How long {@code runJob} waits for the run's end. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Tx tx;
  private final Clock clock;
  private final Vertx vertx;
  private final JobStore store = new JobStore();
  private final Map<String, Job> jobs = new TreeMap<>();
  private final JobRunner runner;
  private volatile boolean registered;

  Jobs(
      Tx tx,
      Clock clock,
      Vertx vertx,
      Config config,
      JobFigures figures,
      Traces traces,
      @All List<Job> jobs) {
    this.tx = tx;
    this.clock = clock;
    this.vertx = vertx;
    Map<String, Schedule> schedules = new HashMap<>();
    Map<String, Duration> limits = new HashMap<>();
    for (Job job : jobs) {
      if (this.jobs.put(job.name(), job) != null) {
        throw new IllegalStateException("two jobs are called " + job.name());
      }
      Schedule schedule = schedule(job, config);
      if (schedule != null) {
        schedules.put(job.name(), schedule);
      }
      String limit = "tributary.jobs.\"" + job.name() + "\".limit";
      config
          .getOptionalValue(limit, Duration.class)
          .ifPresent(given -> limits.put(job.name(), given));
    }
    figures.expect(this.jobs.keySet());
    List<Job> traced = jobs.stream().<Job>map(job -> new TracedJob(job, traces)).toList();
    this.runner =
        new JobRunner(Replica.name(), tx, clock, traced, schedules, limits, LEASE, figures::note);
  }

  private static Schedule schedule(Job job, Config config) {
    String setting = "tributary.jobs.\"" + job.name() + "\".cron";
    String cron = config.getOptionalValue(setting, String.class).orElse(job.cron());
    try {
      return cron.equals("off") ? null : Schedule.of(cron);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          setting + " is neither off nor a Unix cron of five fields: " + cron, e);
    }
  }

  /** A bean is made when it is first used; a broken schedule is to stop the start, not a tick. */
  void readSchedulesAtStart(@Observes StartupEvent start) {
    LOG.debugf("jobs: %s", jobs.keySet());
  }

  void giveLeasesBack(@Observes ShutdownEvent stop) {
    try {
      runner.stop().await().atMost(Duration.ofSeconds(2));
    } catch (RuntimeException e) {
      LOG.debugf("leases lapse by themselves: %s", e);
    }
  }

  @Scheduled(
      identity = "jobs",
      every = "${tributary.jobs.tick:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return registered()
        .chain(runner::runnable)
        .invoke(names -> names.forEach(this::start))
        .replaceWithVoid();
  }

  /** Makes the jobs' rows, once; again when the database was not there. */
  private Uni<Void> registered() {
    return registered
        ? Uni.createFrom().voidItem()
        : runner.register().invoke(() -> registered = true);
  }

  /** Starts a job's waiting runs without waiting for them. */
  private void start(String name) {
    Detached.start(vertx, "job " + name, () -> runner.workOff(name));
  }

  /**
   * Queues a run in the caller's transaction. Call {@link #wake} after the commit; the next tick of
   * any replica would find it too.
   *
   * @param by who asks
   * @throws ApiException NOT_FOUND when there is no such job, INVALID_INPUT when asOf is in the
   *     future or before 1970
   */
  public Uni<JobRun> queue(SqlConnection connection, String name, Instant asOf, String by) {
    Instant now = clock.instant();
    requireKnown(name);
    if (asOf != null && asOf.isAfter(now)) {
      throw ApiException.invalid(
          "input.asOf", "asOf is in the future. Give an instant up to now, or leave it out.");
    }
    if (asOf != null && asOf.isBefore(Partitions.EARLIEST)) {
      throw ApiException.invalid("input.asOf", "There are no facts before 1970.");
    }
    Instant instant = Objects.requireNonNullElse(asOf, now);
    return registered().chain(() -> store.queue(connection, Ids.next(), name, instant, by, now));
  }

  /** Looks at once whether a job has something to do. */
  public void wake(String name) {
    start(name);
  }

  /**
   * Queues a run and waits for its end.
   *
   * @return the run when it has ended, or as it is after 30 s
   * @throws ApiException CONFLICT while the job is paused, and as {@link #queue} does
   */
  Uni<JobRun> runNow(String name, Instant asOf, String by) {
    requireKnown(name);
    return registered()
        .chain(() -> one(name))
        .invoke(
            job -> {
              if (job.pausedAt() != null) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "%s is paused by %s: %s. Send resumeJob first."
                        .formatted(name, job.pausedBy(), job.pauseReason()));
              }
            })
        .chain(() -> tx.write(connection -> queue(connection, name, asOf, by)))
        .chain(run -> awaitEnd(name, run.uuid(), clock.instant().plus(PATIENCE)));
  }

  /**
   * Waits for the end of a run that was queued.
   *
   * @return the run when it has ended, or as it is after 30 s
   */
  public Uni<JobRun> awaitEnd(JobRun run) {
    return awaitEnd(run.job(), run.uuid(), clock.instant().plus(PATIENCE));
  }

  /** Runs by their ids, in one statement; those that are not known are missing. */
  public Uni<Map<UUID, JobRun>> runs(Collection<UUID> runs) {
    return tx.read(connection -> store.runs(connection, runs));
  }

  /** Looks until the run has ended, and tries to get it run whenever the job is free. */
  private Uni<JobRun> awaitEnd(String name, UUID run, Instant deadline) {
    start(name);
    return find(run)
        .chain(
            found ->
                found.state().ended() || clock.instant().isAfter(deadline)
                    ? Uni.createFrom().item(found)
                    : Uni.createFrom()
                        .nullItem()
                        .onItem()
                        .delayIt()
                        .by(LOOK_AGAIN)
                        .chain(() -> awaitEnd(name, run, deadline)));
  }

  /** Stops a run that has not ended; returns it as it is then, null when there is none. */
  Uni<JobRun> cancel(UUID run) {
    return tx.write(
        connection ->
            store
                .cancel(connection, run, clock.instant())
                .chain(() -> store.find(connection, run)));
  }

  /** A run, or null. */
  Uni<JobRun> find(UUID run) {
    return tx.read(connection -> store.find(connection, run));
  }

  /**
   * Holds a job back: no run begins, due ones and asked ones wait. A run under way goes on.
   *
   * @param by who pauses it
   * @throws ApiException NOT_FOUND
   */
  Uni<KnownJob> pause(String name, String by, String reason) {
    requireKnown(name);
    return registered()
        .chain(
            () ->
                tx.write(connection -> store.pause(connection, name, clock.instant(), by, reason)))
        .chain(() -> one(name));
  }

  /**
   * Lets a job run again; what was missed meanwhile is caught up.
   *
   * @throws ApiException NOT_FOUND
   */
  Uni<KnownJob> resume(String name) {
    requireKnown(name);
    return registered()
        .chain(() -> tx.write(connection -> store.resume(connection, name)))
        .invoke(() -> wake(name))
        .chain(() -> one(name));
  }

  private Uni<KnownJob> one(String name) {
    return tx.read(connection -> store.jobs(connection, Map.of(name, jobs.get(name))))
        .map(found -> found.get(0));
  }

  /** All jobs, by name. */
  Uni<List<KnownJob>> all() {
    return registered().chain(() -> tx.read(connection -> store.jobs(connection, jobs)));
  }

  /** Fails with NOT_FOUND, listing the jobs there are, when no job has this name. */
  void requireKnown(String name) {
    if (!jobs.containsKey(name)) {
      throw new ApiException(
          ErrorKind.NOT_FOUND,
          "There is no job called %s. There are: %s."
              .formatted(name, String.join(", ", jobs.keySet())));
    }
  }
}
