package io.tributary.job;

import static io.tributary.TestDatabase.rows;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.SteppedClock;
import io.tributary.TestDatabase;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several replicas in one process, on one database. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class JobRunnerTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String JOB = "rehearse-alone";

  @Inject Tx tx;

  private final SteppedClock clock = new SteppedClock("2026-03-01T00:00:30Z");
  private final List<Instant> ran = new CopyOnWriteArrayList<>();

  @BeforeEach
  @AfterEach
  void clear() {
    TestDatabase.clear();
    execute("DELETE FROM job WHERE name LIKE '" + JOB + "%'");
    execute("DROP SCHEMA IF EXISTS rehearsal CASCADE");
    execute("CREATE SCHEMA rehearsal CREATE TABLE written (by text)");
  }

  @Test
  void a_new_job_is_due_for_the_first_time_after_its_first_start() {
    Replica a = replica("a", "0 * * * *", Job.CatchUp.EACH, this::note);
    a.tick();
    assertEquals(List.of(), ran);
    assertEquals(
        List.of("2026-03-01 01:00:00+00"), utc("SELECT next_due_at FROM job WHERE name = '%s'"));
  }

  @Test
  void a_changed_schedule_counts_from_the_start_that_brings_it() {
    replica("a", "0 * * * *", Job.CatchUp.EACH, this::note);
    clock.advance(Duration.ofHours(5));
    replica("a", "30 * * * *", Job.CatchUp.EACH, this::note).tick();
    assertEquals(List.of(), ran);
    assertEquals(
        List.of("2026-03-01 05:30:00+00"), utc("SELECT next_due_at FROM job WHERE name = '%s'"));
  }

  @Test
  void each_due_time_runs_once_however_many_replicas_there_are() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Function<JobContext, Uni<Void>> work =
        context -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          return note(context)
              .chain(() -> context.write(connection -> connection.query("SELECT 1").execute()))
              .invoke(atOnce::decrementAndGet)
              .replaceWithVoid();
        };
    List<Replica> replicas =
        List.of(
            replica("a", "* * * * *", Job.CatchUp.EACH, work),
            replica("b", "* * * * *", Job.CatchUp.EACH, work));
    for (int minute = 0; minute < 40; minute++) {
      clock.advance(Duration.ofMinutes(minute % 3));
      Uni.join()
          .all(replicas.stream().map(replica -> replica.runner.workOff(JOB)).toList())
          .andFailFast()
          .await()
          .atMost(LONG);
    }
    replicas.get(0).tick();
    List<Instant> expected =
        IntStream.rangeClosed(1, 39)
            .mapToObj(minute -> Instant.parse("2026-03-01T00:00:00Z").plusSeconds(60L * minute))
            .toList();
    assertEquals(expected, ran);
    assertEquals(1, most.get());
    assertEquals(List.of("39|39"), runs("count(*), count(DISTINCT due_at)", "state = 'COMPLETED'"));
  }

  @Test
  void each_missed_run_is_caught_up_in_order() {
    Replica a = replica("a", "0 * * * *", Job.CatchUp.EACH, this::note);
    clock.advance(Duration.ofHours(3));
    a.tick();
    assertEquals(
        List.of(
            Instant.parse("2026-03-01T01:00:00Z"),
            Instant.parse("2026-03-01T02:00:00Z"),
            Instant.parse("2026-03-01T03:00:00Z")),
        ran);
    assertEquals(
        List.of("CATCH_UP", "CATCH_UP", "SCHEDULE"), runs("trigger", "true ORDER BY due_at"));
  }

  @Test
  void of_missed_runs_only_the_latest_is_caught_up_where_that_is_enough() {
    Replica a = replica("a", "0 * * * *", Job.CatchUp.LATEST, this::note);
    clock.advance(Duration.ofMinutes(3 * 60 + 40));
    a.tick();
    a.tick();
    assertEquals(List.of(Instant.parse("2026-03-01T03:00:00Z")), ran);
    assertEquals(List.of("CATCH_UP"), runs("trigger", "true"));
  }

  @Test
  void a_failed_run_is_recorded_and_the_next_one_goes_on() {
    Replica a =
        replica(
            "a",
            "0 * * * *",
            Job.CatchUp.EACH,
            context -> {
              if (ran.isEmpty()) {
                ran.add(context.asOf());
                throw new IllegalStateException("the till is on fire");
              }
              return note(context);
            });
    clock.advance(Duration.ofHours(2));
    a.tick();
    assertEquals(
        List.of("FAILED|A fault of ours (IllegalStateException)", "COMPLETED|null"),
        runs("state, split_part(error, '.', 1)", "true ORDER BY due_at"),
        "what a fault says of itself may quote anything, and stays in the log");
  }

  @Test
  void a_run_whose_replica_died_is_begun_again_by_another() {
    Replica a = replica("a", "0 * * * *", Job.CatchUp.EACH, context -> Uni.createFrom().nothing());
    Replica b = replica("b", "0 * * * *", Job.CatchUp.EACH, this::note);
    clock.advance(Duration.ofHours(1));
    a.start();
    await().until(() -> runs("owner", "state = 'RUNNING'").equals(List.of("a")));
    b.tick();
    assertEquals(List.of(), ran);
    lapse();
    b.tick();
    assertEquals(List.of("b|COMPLETED|2"), runs("owner, state, attempts", "true"));
    assertEquals(1, ran.size());
  }

  @Test
  void a_run_that_kills_its_replicas_is_given_up() {
    Replica b = replica("b", "0 * * * *", Job.CatchUp.EACH, this::note);
    clock.advance(Duration.ofHours(1));
    for (int i = 1; i <= JobRunner.MOST_ATTEMPTS; i++) {
      String owner = "a" + i;
      replica(owner, "0 * * * *", Job.CatchUp.EACH, context -> Uni.createFrom().nothing()).start();
      await().until(() -> runs("owner", "state = 'RUNNING'").equals(List.of(owner)));
      lapse();
    }
    b.tick();
    assertEquals(List.of("FAILED|3"), runs("state, attempts", "true"));
    assertEquals(List.of(), ran);
  }

  @Test
  void a_stale_holder_cannot_write() {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Replica a =
        replica(
            "a",
            "0 * * * *",
            Job.CatchUp.EACH,
            context ->
                context
                    .write(
                        connection ->
                            connection
                                .preparedQuery("INSERT INTO rehearsal.written VALUES ($1)")
                                .execute(Tuple.of("a"))
                                .call(() -> Uni.createFrom().completionStage(pause)))
                    .replaceWithVoid()
                    .onFailure()
                    .invoke(ended::complete));
    Replica b = replica("b", "0 * * * *", Job.CatchUp.EACH, write("b"));
    clock.advance(Duration.ofHours(1));
    a.start();
    await().until(() -> runs("owner", "state = 'RUNNING'").equals(List.of("a")));
    lapse();
    b.tick();
    pause.complete(null);
    assertTrue(ended.join() instanceof Lease.Lost);
    await().until(a.done::isDone);
    assertEquals(List.of("b"), rows("SELECT by FROM rehearsal.written"));
    assertEquals(List.of("b|COMPLETED"), runs("owner, state", "true"));
  }

  @Test
  void a_lease_is_renewed_while_its_run_lasts() {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    Replica a =
        replica(
            "a",
            Duration.ofSeconds(2),
            context -> Uni.createFrom().completionStage(pause).replaceWithVoid());
    Replica b = replica("b", "0 * * * *", Job.CatchUp.EACH, this::note);
    clock.advance(Duration.ofHours(1));
    a.start();
    await().until(() -> !runs("started_at", "state = 'RUNNING'").isEmpty());
    String lapses =
        rows("SELECT lease_until + interval '1 second' FROM job WHERE name = '" + JOB + "'").get(0);
    await().until(() -> rows("SELECT now() > '" + lapses + "'").equals(List.of("t")));
    b.tick();
    assertEquals(List.of(), ran);
    pause.complete(null);
    await().until(() -> runs("owner, state", "true").equals(List.of("a|COMPLETED")));
  }

  @Test
  void a_cancelled_run_stops_and_writes_nothing_more() {
    Replica a =
        replica(
            "a", Duration.ofMillis(300), context -> Uni.createFrom().nothing().replaceWithVoid());
    clock.advance(Duration.ofHours(1));
    a.start();
    await().until(() -> !runs("run_id", "state = 'RUNNING'").isEmpty());
    execute("UPDATE job_run SET state = 'CANCELLED'");
    await().until(a.done::isDone);
    assertEquals(List.of("CANCELLED"), runs("state", "true"));
    assertEquals(List.of("null"), rows("SELECT owner FROM job WHERE name = '" + JOB + "'"));
  }

  @Test
  void a_run_that_was_cancelled_cannot_commit() {
    Replica a =
        replica(
            "a",
            "0 * * * *",
            Job.CatchUp.EACH,
            context ->
                tx.write(
                        connection ->
                            connection.query("UPDATE job_run SET state = 'CANCELLED'").execute())
                    .chain(() -> write("a").apply(context)));
    clock.advance(Duration.ofHours(1));
    a.tick();
    assertEquals(List.of(), rows("SELECT by FROM rehearsal.written"));
    assertEquals(List.of("CANCELLED"), runs("state", "true"));
  }

  @Test
  void a_replica_that_stops_gives_its_leases_back() {
    Replica a = replica("a", "0 * * * *", Job.CatchUp.EACH, context -> Uni.createFrom().nothing());
    Replica b = replica("b", "0 * * * *", Job.CatchUp.EACH, this::note);
    clock.advance(Duration.ofHours(1));
    a.start();
    await().until(() -> runs("owner", "state = 'RUNNING'").equals(List.of("a")));
    a.runner.stop().await().atMost(LONG);
    b.tick();
    assertEquals(1, ran.size());
  }

  @Test
  void a_paused_job_begins_nothing_and_catches_up_when_it_is_resumed() {
    Replica a = replica("a", "0 * * * *", Job.CatchUp.EACH, this::note);
    execute(
        "UPDATE job SET paused_at = now(), paused_by = 'ops', pause_reason = 'move' WHERE name = '"
            + JOB
            + "'");
    clock.advance(Duration.ofHours(2));
    a.tick();
    a.runner.workOff(JOB).await().atMost(LONG);
    assertEquals(List.of(), ran);
    execute("UPDATE job SET paused_at = NULL, paused_by = NULL, pause_reason = NULL");
    a.tick();
    assertEquals(2, ran.size());
  }

  @Test
  void a_job_that_is_paused_between_two_runs_begins_no_second_one() {
    Replica a =
        replica(
            "a",
            "0 * * * *",
            Job.CatchUp.EACH,
            context ->
                note(context)
                    .chain(
                        () ->
                            tx.write(
                                connection ->
                                    connection
                                        .preparedQuery(
                                            "UPDATE job SET paused_at = now(), paused_by = 'ops',"
                                                + " pause_reason = 'move' WHERE name = $1")
                                        .execute(Tuple.of(JOB))))
                    .replaceWithVoid());
    clock.advance(Duration.ofHours(2));
    a.tick();
    assertEquals(1, ran.size());
    assertEquals(List.of("COMPLETED"), runs("state", "true"));
  }

  @Test
  void a_run_that_takes_longer_than_its_limit_fails_and_writes_nothing_more() {
    CompletableFuture<Throwable> late = new CompletableFuture<>();
    CompletableFuture<Void> pause = new CompletableFuture<>();
    Replica a =
        replica(
            "a",
            Map.of(JOB, Duration.ofMillis(100)),
            LONG,
            new Rehearsed(
                JOB,
                "0 * * * *",
                Job.CatchUp.EACH,
                context -> {
                  pause.thenRun(
                      () ->
                          write("a")
                              .apply(context)
                              .subscribe()
                              .with(done -> late.complete(null), late::complete));
                  return Uni.createFrom().nothing();
                },
                false));
    clock.advance(Duration.ofHours(1));
    a.tick();
    assertEquals(
        List.of("FAILED|Not done within PT0.1S, its limit."), runs("state, error", "true"));
    pause.complete(null);
    assertTrue(late.join() instanceof Lease.Lost);
    assertEquals(List.of(), rows("SELECT by FROM rehearsal.written"));
  }

  @Test
  void of_heavy_jobs_one_runs_at_a_time_on_whichever_replica() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Function<JobContext, Uni<Void>> work =
        context -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          return note(context)
              .chain(() -> context.write(connection -> connection.query("SELECT 1").execute()))
              .invoke(atOnce::decrementAndGet)
              .replaceWithVoid();
        };
    List<String> names = List.of(JOB, JOB + "-2", JOB + "-3");
    Rehearsed[] jobs =
        names.stream()
            .map(name -> new Rehearsed(name, "* * * * *", Job.CatchUp.EACH, work, true))
            .toArray(Rehearsed[]::new);
    List<Replica> replicas =
        Stream.of("a", "b").map(owner -> replica(owner, Map.of(), LONG, jobs)).toList();
    clock.advance(Duration.ofMinutes(3));
    while (ran.size() < 9) {
      Uni.join()
          .all(
              replicas.stream()
                  .flatMap(
                      replica ->
                          replica.runner.runnable().await().atMost(LONG).stream()
                              .map(replica.runner::workOff))
                  .toList())
          .andFailFast()
          .await()
          .atMost(LONG);
    }
    assertEquals(1, most.get());
    assertEquals(List.of(), replicas.get(0).runner.runnable().await().atMost(LONG));
  }

  @Test
  void heavy_jobs_begin_in_the_order_in_which_they_came_due_whichever_replica_is_asked_for_which() {
    Rehearsed first = new Rehearsed(JOB, "0 * * * *", Job.CatchUp.EACH, this::note, true);
    Rehearsed second = new Rehearsed(JOB + "-2", "30 * * * *", Job.CatchUp.EACH, this::note, true);
    Replica a = replica("a", Map.of(), LONG, first, second);
    Replica b = replica("b", Map.of(), LONG, first, second);
    clock.advance(Duration.ofHours(4));
    assertEquals(List.of(JOB + "-2"), a.runner.runnable().await().atMost(LONG));
    while (ran.size() < 8) {
      Uni.join()
          .all(a.runner.workOff(JOB), b.runner.workOff(JOB), b.runner.workOff(JOB + "-2"))
          .andFailFast()
          .await()
          .atMost(LONG);
    }
    Instant halfPast = Instant.parse("2026-03-01T00:30:00Z");
    assertEquals(
        IntStream.range(0, 8).mapToObj(i -> halfPast.plus(Duration.ofMinutes(30L * i))).toList(),
        ran);
  }

  @Test
  void a_lease_that_was_given_back_is_not_prolonged_by_a_renewal_that_was_on_its_way() {
    replica("a", "0 * * * *", Job.CatchUp.EACH, this::note);
    JobStore store = new JobStore();
    UUID run = UUID.randomUUID();
    execute(
        "INSERT INTO job_run (run_id, job_name, trigger, as_of, state, created_at) VALUES ('"
            + run
            + "', '"
            + JOB
            + "', 'REQUEST', now(), 'RUNNING', now())");
    Lease lease =
        tx.write(connection -> store.take(connection, JOB, "a", LONG)).await().atMost(LONG);
    Supplier<Boolean> renewed =
        () ->
            tx.write(connection -> store.renew(connection, lease, run, LONG)).await().atMost(LONG);
    assertTrue(renewed.get());
    tx.write(connection -> store.release(connection, lease)).await().atMost(LONG);
    assertFalse(renewed.get());
    assertEquals(
        List.of("t"), rows("SELECT lease_until < now() FROM job WHERE name = '" + JOB + "'"));
  }

  @Test
  void a_heavy_job_that_is_held_back_does_not_hold_up_the_others() {
    Rehearsed first = new Rehearsed(JOB, "0 * * * *", Job.CatchUp.EACH, this::note, true);
    Rehearsed second = new Rehearsed(JOB + "-2", "30 * * * *", Job.CatchUp.EACH, this::note, true);
    Replica a = replica("a", Map.of(), LONG, first, second);
    clock.advance(Duration.ofMinutes(80));
    execute(
        "UPDATE job SET paused_at = now(), paused_by = 'ops', pause_reason = 'move' WHERE name = '"
            + JOB
            + "-2'");
    a.runner.workOff(JOB).await().atMost(LONG);
    assertEquals(List.of(Instant.parse("2026-03-01T01:00:00Z")), ran);
  }

  @Test
  void a_run_that_is_cancelled_leaves_no_statement_running() {
    String nap = "SELECT pg_sleep(3600), 'cancelled'";
    Replica a =
        replica(
            "a",
            Duration.ofSeconds(3),
            context ->
                context.write(connection -> connection.query(nap).execute()).replaceWithVoid());
    clock.advance(Duration.ofHours(1));
    a.start();
    await().until(() -> isRunning(nap));
    execute("UPDATE job_run SET state = 'CANCELLED'");
    a.done.join();
    assertEquals(false, isRunning(nap));
    assertEquals(List.of("CANCELLED"), runs("state", "true"));
  }

  @Test
  void a_run_at_its_limit_leaves_no_statement_running_be_it_a_reading_one() {
    String nap = "SELECT pg_sleep(3600), 'limited'";
    Replica a =
        replica(
            "a",
            Map.of(JOB, Duration.ofSeconds(1)),
            LONG,
            new Rehearsed(
                JOB,
                "0 * * * *",
                Job.CatchUp.EACH,
                context ->
                    context.read(connection -> connection.query(nap).execute()).replaceWithVoid(),
                false));
    clock.advance(Duration.ofHours(1));
    a.tick();
    assertEquals(false, isRunning(nap));
    assertEquals(List.of("FAILED"), runs("state", "true"));
  }

  private static boolean isRunning(String statement) {
    return rows("SELECT query FROM pg_stat_activity WHERE state = 'active'").contains(statement);
  }

  private Uni<Void> note(JobContext context) {
    ran.add(context.asOf());
    return context.progress(1, 1L);
  }

  private static Function<JobContext, Uni<Void>> write(String by) {
    return context ->
        context
            .write(
                connection ->
                    connection
                        .preparedQuery("INSERT INTO rehearsal.written VALUES ($1)")
                        .execute(Tuple.of(by)))
            .replaceWithVoid();
  }

  private Replica replica(
      String owner, String cron, Job.CatchUp catchUp, Function<JobContext, Uni<Void>> work) {
    return replica(owner, cron, catchUp, work, LONG);
  }

  private Replica replica(String owner, Duration lease, Function<JobContext, Uni<Void>> work) {
    return replica(owner, "0 * * * *", Job.CatchUp.EACH, work, lease);
  }

  private Replica replica(
      String owner,
      String cron,
      Job.CatchUp catchUp,
      Function<JobContext, Uni<Void>> work,
      Duration lease) {
    return replica(owner, Map.of(), lease, new Rehearsed(JOB, cron, catchUp, work, false));
  }

  private Replica replica(
      String owner, Map<String, Duration> limits, Duration lease, Rehearsed... jobs) {
    Map<String, Schedule> schedules =
        Stream.of(jobs).collect(Collectors.toMap(Job::name, job -> Schedule.of(job.cron())));
    JobRunner runner =
        new JobRunner(
            owner, tx, clock, List.of(jobs), schedules, limits, lease, (job, how, took) -> {});
    runner.register().await().atMost(LONG);
    return new Replica(runner, new CompletableFuture<>());
  }

  /** A job that does what the test says. */
  private record Rehearsed(
      String name,
      String cron,
      Job.CatchUp catchUp,
      Function<JobContext, Uni<Void>> work,
      boolean isHeavy)
      implements Job {
    @Override
    public String description() {
      return "Does what the test says.";
    }

    @Override
    public Uni<Void> run(JobContext context) {
      return work.apply(context);
    }
  }

  /** A replica, and when the work it started has ended. */
  private record Replica(JobRunner runner, CompletableFuture<Void> done) {
    void tick() {
      List<String> names = runner.runnable().await().atMost(LONG);
      names.forEach(name -> runner.workOff(name).await().atMost(LONG));
    }

    void start() {
      runner.workOff(JOB).subscribe().with(done::complete, done::completeExceptionally);
    }
  }

  private static void lapse() {
    execute("UPDATE job SET lease_until = '-infinity' WHERE name = '" + JOB + "'");
  }

  private static List<String> runs(String columns, String condition) {
    return rows(
        "SELECT " + columns + " FROM job_run WHERE job_name = '" + JOB + "' AND " + condition);
  }

  private static List<String> utc(String sql) {
    return rows("SELECT (" + sql.formatted(JOB) + ")::timestamptz AT TIME ZONE 'UTC' || '+00'");
  }

  private static void execute(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
