package io.tributary.job;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Rows of jobs and their runs. Leases are kept by the database's clock, which all replicas share;
 * what is due is told by the caller's.
 */
final class JobStore {
  /** A run's columns, in the order that {@link #run} reads. */
  private static final String RUN =
      """
      run_id, job_name, trigger, as_of, due_at, state, done, total, error, requested_by, attempts,
      created_at, started_at, finished_at
      """;

  /**
   * Makes each job's row, due for the first time at the time given; a changed schedule starts anew.
   */
  private static final String REGISTER =
      """
      INSERT INTO job (name, cron, next_due_at, heavy)
      SELECT n, c, d, h FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::boolean[]) j(n, c, d, h) ORDER BY n
      ON CONFLICT (name) DO UPDATE SET cron = excluded.cron, heavy = excluded.heavy,
        next_due_at = CASE WHEN job.cron IS DISTINCT FROM excluded.cron THEN excluded.next_due_at ELSE job.next_due_at END
      WHERE (job.cron, job.heavy) IS DISTINCT FROM (excluded.cron, excluded.heavy)
      """;

  /** Whether a heavy job would not be alone. */
  private static final String ANOTHER_IS_HEAVY =
      """
      (j.heavy AND EXISTS (SELECT FROM job o WHERE o.heavy AND o.name <> j.name AND o.lease_until > clock_timestamp()))
      """;

  /** Jobs of $1 that have something to do at $2 and that nobody is at, and since when. */
  private static final String WAITS =
      """
      SELECT j.name, j.heavy, least(j.next_due_at, w.since) AS since FROM job j LEFT JOIN LATERAL (
        SELECT min(created_at) since FROM job_run r WHERE r.job_name = j.name AND r.state IN ('QUEUED', 'RUNNING')) w ON true
      WHERE j.name = ANY ($1) AND j.paused_at IS NULL AND j.lease_until <= clock_timestamp()
        AND (j.next_due_at <= $2 OR w.since IS NOT NULL)
      """;

  /** Jobs that can begin, those first that wait longest; of heavy ones only the first. */
  private static final String RUNNABLE =
      """
      SELECT name FROM (
        SELECT j.*, row_number() OVER (PARTITION BY heavy ORDER BY since, name) AS place FROM (%s) j WHERE NOT %s) r
      WHERE NOT heavy OR place = 1
      ORDER BY since, name
      """
          .formatted(WAITS, ANOTHER_IS_HEAVY);

  /** Takes a free or lapsed lease: of two that try at once, one waits and then finds it taken. */
  private static final String TAKE =
      """
      UPDATE job j SET owner = $2, token = token + 1, lease_until = clock_timestamp() + make_interval(secs => $3)
      WHERE name = $1 AND paused_at IS NULL AND lease_until <= clock_timestamp()
      RETURNING token
      """;

  /**
   * Lets one replica at a time choose a heavy job: the rows of all of them are locked, in their
   * order.
   */
  private static final String HEAVY_IN_TURN =
      "SELECT name FROM job WHERE heavy ORDER BY name FOR NO KEY UPDATE";

  /** Takes the lease of the heavy job that waits longest, unless one is under way. */
  private static final String TAKE_HEAVY =
      """
      UPDATE job j SET owner = $3, token = token + 1, lease_until = clock_timestamp() + make_interval(secs => $4)
      WHERE name = (SELECT w.name FROM (%s) w WHERE w.heavy ORDER BY w.since, w.name LIMIT 1) AND NOT %s
      RETURNING name, token
      """
          .formatted(WAITS, ANOTHER_IS_HEAVY);

  /** Holds a job back; who did it first, and why, stands. */
  private static final String PAUSE =
      """
      UPDATE job SET paused_at = $2, paused_by = $3, pause_reason = $4 WHERE name = $1 AND paused_at IS NULL
      """;

  /** Lets a job run again. */
  private static final String RESUME =
      """
      UPDATE job SET paused_at = NULL, paused_by = NULL, pause_reason = NULL WHERE name = $1
      """;

  /**
   * Prolongs a lease while it is ours and its run is not cancelled. The owner is asked for since a
   * renewal that was on its way when the lease was given back finds the same token.
   */
  private static final String RENEW =
      """
      UPDATE job SET lease_until = clock_timestamp() + make_interval(secs => $3)
      WHERE name = $1 AND token = $2 AND owner IS NOT NULL
        AND EXISTS (SELECT FROM job_run WHERE run_id = $4 AND state = 'RUNNING')
      """;

  /** Gives a lease back. */
  private static final String RELEASE =
      """
      UPDATE job SET owner = NULL, lease_until = '-infinity' WHERE name = $1 AND token = $2
      """;

  /** Gives back every lease of a replica that stops. */
  private static final String RELEASE_ALL =
      """
      UPDATE job SET owner = NULL, lease_until = '-infinity' WHERE owner = $1
      """;

  /** Locks the job's row, so that nobody takes the lease before this transaction ends. */
  private static final String HOLD_JOB =
      """
      SELECT next_due_at, paused_at IS NOT NULL FROM job WHERE name = $1 AND token = $2 FOR NO KEY UPDATE
      """;

  /** Locks job and run, in share mode since a run may write in parallel: the fence of a run. */
  private static final String HOLD_RUN =
      """
      SELECT 1 FROM job j JOIN job_run r ON r.job_name = j.name
      WHERE j.name = $1 AND j.token = $2 AND r.run_id = $3 AND r.state = 'RUNNING'
      FOR SHARE
      """;

  /**
   * Lets the server end a transaction whose replica froze, so that it holds nothing for ever; and
   * says which transaction it is. Its statements have the run's limit, not that of requests.
   */
  private static final String ENTER =
      """
      SELECT set_config('idle_in_transaction_session_timeout', '60s', true), pg_backend_pid(), now(),
        set_config('statement_timeout', '0', true)
      """;

  /** Ends the statements that transactions are at; of another transaction of the session, none. */
  private static final String CANCEL_STATEMENTS =
      """
      SELECT pg_cancel_backend(a.pid) FROM unnest($1::integer[], $2::timestamptz[]) s(pid, begun)
      JOIN pg_stat_activity a ON a.pid = s.pid AND a.xact_start = s.begun
      """;

  /** The run to go on with: one that was left in the middle, or else the first that waits. */
  private static final String WAITING =
      """
      SELECT %s FROM job_run WHERE job_name = $1 AND state IN ('QUEUED', 'RUNNING')
      ORDER BY state = 'RUNNING' DESC, created_at, run_id LIMIT 1
      """
          .formatted(RUN);

  /** Begins a run that is there, from the start. */
  private static final String BEGIN =
      """
      UPDATE job_run SET state = 'RUNNING', owner = $2, started_at = $3, attempts = attempts + 1,
        done = 0, total = NULL, error = NULL
      WHERE run_id = $1
      RETURNING %s
      """
          .formatted(RUN);

  /** Begins the run of a due time, unless that time had its run. */
  private static final String BEGIN_DUE =
      """
      INSERT INTO job_run (run_id, job_name, trigger, as_of, due_at, state, owner, attempts, created_at, started_at)
      VALUES ($1, $2, $3, $4, $4, 'RUNNING', $5, 1, $6, $6)
      ON CONFLICT (job_name, due_at) DO NOTHING
      RETURNING %s
      """
          .formatted(RUN);

  /** Sets when a job is next due. */
  private static final String DUE_NEXT =
      """
      UPDATE job SET next_due_at = $2 WHERE name = $1
      """;

  /** Reports progress, while the lease is ours. */
  private static final String PROGRESS =
      """
      UPDATE job_run SET done = $4, total = $5
      WHERE run_id = $3 AND state = 'RUNNING' AND EXISTS (SELECT FROM job WHERE name = $1 AND token = $2)
      """;

  /** Ends a run. */
  private static final String END =
      """
      UPDATE job_run SET state = $2, error = $3, finished_at = $4 WHERE run_id = $1 AND state = 'RUNNING'
      """;

  /** Queues a run that somebody asked for. */
  private static final String QUEUE =
      """
      INSERT INTO job_run (run_id, job_name, trigger, as_of, state, requested_by, created_at)
      VALUES ($1, $2, 'REQUEST', $3, 'QUEUED', $4, $5)
      RETURNING %s
      """
          .formatted(RUN);

  /** Stops a run that has not ended. */
  private static final String CANCEL =
      """
      UPDATE job_run SET state = 'CANCELLED', finished_at = $2
      WHERE run_id = $1 AND state IN ('QUEUED', 'RUNNING')
      """;

  /** One run. */
  private static final String FIND =
      """
      SELECT %s FROM job_run WHERE run_id = $1
      """
          .formatted(RUN);

  private static final String FIND_ALL =
      """
      SELECT %s FROM job_run WHERE run_id = ANY ($1)
      """
          .formatted(RUN);

  /** Every job's row. */
  private static final String JOBS =
      """
      SELECT name, cron, next_due_at, heavy, paused_at, paused_by, pause_reason FROM job
      WHERE name = ANY ($1) ORDER BY name
      """;

  /** The newest run of each job among those that have ended, or have not. */
  private static final String NEWEST =
      """
      SELECT r.* FROM unnest($1::text[]) j(name) CROSS JOIN LATERAL (
        SELECT %s FROM job_run
        WHERE job_name = j.name AND (state = ANY ($2)) ORDER BY created_at DESC, run_id DESC LIMIT 1) r
      """
          .formatted(RUN);

  /** A page of runs, newest first. */
  private static final String PAGE =
      """
      SELECT %s FROM job_run
      WHERE ($1::text IS NULL OR job_name = $1) AND ($2::timestamptz IS NULL OR (created_at, run_id) < ($2, $3))
      ORDER BY created_at DESC, run_id DESC LIMIT $4
      """
          .formatted(RUN);

  /** A job with its schedule, as it is to stand in the table. */
  record Registration(String name, String cron, Instant nextDueAt, boolean isHeavy) {}

  /**
   * A job's row while it is locked.
   *
   * @param dueAt when it is next due; null when it has no schedule
   * @param isPaused whether no run may begin
   */
  record HeldJob(Instant dueAt, boolean isPaused) {}

  Uni<Void> register(SqlConnection connection, List<Registration> jobs) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfString(jobs.stream().map(Registration::name).toArray(String[]::new))
            .addArrayOfString(jobs.stream().map(Registration::cron).toArray(String[]::new))
            .addArrayOfOffsetDateTime(
                jobs.stream().map(job -> utc(job.nextDueAt())).toArray(OffsetDateTime[]::new))
            .addArrayOfBoolean(jobs.stream().map(Registration::isHeavy).toArray(Boolean[]::new));
    return connection.preparedQuery(REGISTER).execute(values).replaceWithVoid();
  }

  Uni<List<String>> runnable(SqlConnection connection, Collection<String> names, Instant now) {
    return connection
        .preparedQuery(RUNNABLE)
        .execute(Tuple.of(names.toArray(String[]::new), utc(now)))
        .map(rows -> Rows.list(rows, row -> row.getString(0)));
  }

  /** Takes the lease of a job; null when somebody has it, or when it is paused. */
  Uni<Lease> take(SqlConnection connection, String job, String owner, Duration lease) {
    return connection
        .preparedQuery(TAKE)
        .execute(Tuple.of(job, owner, seconds(lease)))
        .map(rows -> first(rows).map(row -> new Lease(job, row.getLong(0))).orElse(null));
  }

  /**
   * Takes the lease of the heavy job that came due first; null when none has anything to do, or one
   * is under way.
   */
  Uni<Lease> takeHeavy(
      SqlConnection connection,
      Collection<String> names,
      Instant now,
      String owner,
      Duration lease) {
    return connection
        .preparedQuery(HEAVY_IN_TURN)
        .execute()
        .chain(
            () ->
                connection
                    .preparedQuery(TAKE_HEAVY)
                    .execute(
                        Tuple.of(names.toArray(String[]::new), utc(now), owner, seconds(lease))))
        .map(
            rows ->
                first(rows).map(row -> new Lease(row.getString(0), row.getLong(1))).orElse(null));
  }

  /** Whether the lease was still ours, and its run not cancelled. */
  Uni<Boolean> renew(SqlConnection connection, Lease lease, UUID run, Duration length) {
    return connection
        .preparedQuery(RENEW)
        .execute(Tuple.of(lease.job(), lease.token(), seconds(length), run))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Void> release(SqlConnection connection, Lease lease) {
    return connection
        .preparedQuery(RELEASE)
        .execute(Tuple.of(lease.job(), lease.token()))
        .replaceWithVoid();
  }

  Uni<Void> releaseAll(SqlConnection connection, String owner) {
    return connection.preparedQuery(RELEASE_ALL).execute(Tuple.of(owner)).replaceWithVoid();
  }

  /**
   * Locks the job's row until the transaction ends.
   *
   * @throws Lease.Lost when another replica took over
   */
  Uni<HeldJob> hold(SqlConnection connection, Lease lease) {
    return connection
        .preparedQuery(HOLD_JOB)
        .execute(Tuple.of(lease.job(), lease.token()))
        .map(
            rows -> {
              Row row = first(rows).orElseThrow(() -> lost(lease));
              OffsetDateTime due = row.getOffsetDateTime(0);
              return new HeldJob(due == null ? null : due.toInstant(), row.getBoolean(1));
            });
  }

  Uni<Void> pause(SqlConnection connection, String job, Instant now, String by, String reason) {
    return connection
        .preparedQuery(PAUSE)
        .execute(Tuple.of(job, utc(now), by, reason))
        .replaceWithVoid();
  }

  Uni<Void> resume(SqlConnection connection, String job) {
    return connection.preparedQuery(RESUME).execute(Tuple.of(job)).replaceWithVoid();
  }

  /** Fails with {@link Lease.Lost} unless the lease is ours and stays so until the commit. */
  Uni<Void> hold(SqlConnection connection, Lease lease, UUID run) {
    return connection
        .preparedQuery(HOLD_RUN)
        .execute(Tuple.of(lease.job(), lease.token(), run))
        .map(rows -> first(rows).orElseThrow(() -> lost(lease)))
        .replaceWithVoid();
  }

  /**
   * A transaction as the server knows it.
   *
   * @param process the server's process
   * @param begun when it began, which no other of that process did
   */
  record Session(int process, OffsetDateTime begun) {}

  /** Bounds how long this transaction may stand idle, and says which it is. */
  Uni<Session> enter(SqlConnection connection) {
    return connection
        .preparedQuery(ENTER)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Session(row.getInteger(1), row.getOffsetDateTime(2));
            });
  }

  /** Ends the statements that transactions are at; they fail, and so do the transactions. */
  Uni<Void> cancelStatements(SqlConnection connection, Collection<Session> sessions) {
    return connection
        .preparedQuery(CANCEL_STATEMENTS)
        .execute(
            Tuple.of(
                sessions.stream().map(Session::process).toArray(Integer[]::new),
                sessions.stream().map(Session::begun).toArray(OffsetDateTime[]::new)))
        .replaceWithVoid();
  }

  /** The run to go on with, or null. */
  Uni<JobRun> waiting(SqlConnection connection, String job) {
    return one(connection, WAITING, Tuple.of(job));
  }

  Uni<JobRun> begin(SqlConnection connection, UUID run, String owner, Instant now) {
    return one(connection, BEGIN, Tuple.of(run, owner, utc(now)));
  }

  /** Begins the run of a due time; null when that time had its run. */
  Uni<JobRun> beginDue(
      SqlConnection connection,
      UUID id,
      String job,
      JobTrigger trigger,
      Instant due,
      String owner,
      Instant now) {
    return one(
        connection,
        BEGIN_DUE,
        Tuple.of(id, job, trigger.name(), utc(due), owner).addOffsetDateTime(utc(now)));
  }

  Uni<Void> dueNext(SqlConnection connection, String job, Instant next) {
    return connection.preparedQuery(DUE_NEXT).execute(Tuple.of(job, utc(next))).replaceWithVoid();
  }

  /** Fails with {@link Lease.Lost} unless the lease is ours. */
  Uni<Void> progress(SqlConnection connection, Lease lease, UUID run, long done, Long total) {
    return connection
        .preparedQuery(PROGRESS)
        .execute(Tuple.of(lease.job(), lease.token(), run, done, total))
        .invoke(
            rows -> {
              if (rows.rowCount() == 0) {
                throw lost(lease);
              }
            })
        .replaceWithVoid();
  }

  Uni<Void> end(SqlConnection connection, UUID run, JobRunState state, String error, Instant now) {
    return connection
        .preparedQuery(END)
        .execute(Tuple.of(run, state.name(), error, utc(now)))
        .replaceWithVoid();
  }

  Uni<JobRun> queue(
      SqlConnection connection, UUID id, String job, Instant asOf, String by, Instant now) {
    return one(connection, QUEUE, Tuple.of(id, job, utc(asOf), by, utc(now)));
  }

  Uni<Void> cancel(SqlConnection connection, UUID run, Instant now) {
    return connection.preparedQuery(CANCEL).execute(Tuple.of(run, utc(now))).replaceWithVoid();
  }

  /** A run, or null. */
  Uni<JobRun> find(SqlConnection connection, UUID run) {
    return one(connection, FIND, Tuple.of(run));
  }

  /** Runs by their ids; those that are not known are missing. */
  Uni<Map<UUID, JobRun>> runs(SqlConnection connection, Collection<UUID> runs) {
    return connection
        .preparedQuery(FIND_ALL)
        .execute(Tuple.of(runs.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> run(row).uuid(), row -> run(row)));
  }

  /** The jobs with these names, by name. */
  Uni<List<KnownJob>> jobs(SqlConnection connection, Map<String, Job> jobs) {
    return connection
        .preparedQuery(JOBS)
        .execute(Tuple.of(jobs.keySet().toArray(String[]::new)))
        .map(
            rows -> {
              List<KnownJob> result = new ArrayList<>();
              for (Row row : rows) {
                String name = row.getString(0);
                result.add(
                    new KnownJob(
                        name,
                        jobs.get(name).description(),
                        row.getString(1),
                        row.getOffsetDateTime(2),
                        row.getBoolean(3),
                        row.getOffsetDateTime(4),
                        row.getString(5),
                        row.getString(6)));
              }
              return result;
            });
  }

  Uni<List<JobRun>> newest(
      SqlConnection connection, Collection<String> jobs, List<JobRunState> states) {
    String[] names = states.stream().map(JobRunState::name).toArray(String[]::new);
    return connection
        .preparedQuery(NEWEST)
        .execute(Tuple.of(jobs.toArray(String[]::new), names))
        .map(JobStore::runs);
  }

  Uni<List<JobRun>> page(SqlConnection connection, String job, Paging paging) {
    OffsetDateTime before = paging.continues() ? utc(paging.instant(0)) : null;
    UUID beforeId = paging.continues() ? paging.uuid(1) : null;
    return connection
        .preparedQuery(PAGE)
        .execute(Tuple.of(job, before, beforeId, paging.limit()))
        .map(JobStore::runs);
  }

  private static Uni<JobRun> one(SqlConnection connection, String sql, Tuple values) {
    return connection
        .preparedQuery(sql)
        .execute(values)
        .map(rows -> first(rows).map(JobStore::run).orElse(null));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  private static Lease.Lost lost(Lease lease) {
    return new Lease.Lost("The run of " + lease.job() + " was cancelled or taken over.");
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static List<JobRun> runs(RowSet<Row> rows) {
    List<JobRun> result = new ArrayList<>(rows.size());
    rows.forEach(row -> result.add(run(row)));
    return result;
  }

  private static JobRun run(Row row) {
    Long total = row.getLong(7);
    return new JobRun(
        row.getUUID(0),
        row.getString(1),
        JobTrigger.valueOf(row.getString(2)),
        row.getOffsetDateTime(3),
        row.getOffsetDateTime(4),
        JobRunState.valueOf(row.getString(5)),
        row.getLong(6).intValue(),
        total == null ? null : total.intValue(),
        row.getString(8),
        row.getString(9),
        row.getInteger(10),
        row.getOffsetDateTime(11),
        row.getOffsetDateTime(12),
        row.getOffsetDateTime(13));
  }
}
