package io.tributary.job;

import static io.restassured.RestAssured.given;
import static io.tributary.TestDatabase.rows;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class JobApiTest {
  private static final String RUN =
      """
      mutation($asOf: DateTime) {
        runJob(input: {name: "rehearse", asOf: $asOf}) {
          id job trigger asOf state done total progress error requestedBy attempts createdAt startedAt finishedAt
        }
      }
      """;

  @Inject Jobs jobs;

  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    // what another test's crashed replica holds would be waited for
    TestDatabase.run("UPDATE job SET lease_until = '-infinity'");
    RehearsalJob.work = context -> context.progress(3, 3L);
  }

  @Test
  void a_run_on_request_answers_when_it_has_ended() {
    JsonPath run = admin.data(RUN, "asOf", "2026-01-31T00:00:00Z");
    assertEquals("COMPLETED", run.getString("runJob.state"));
    assertEquals("REQUEST", run.getString("runJob.trigger"));
    assertEquals("2026-01-31T00:00:00Z", run.getString("runJob.asOf"));
    assertEquals(3, run.getInt("runJob.done"));
    assertEquals(1.0f, run.getFloat("runJob.progress"));
    assertNotNull(run.getString("runJob.requestedBy"));
    assertNotNull(run.getString("runJob.finishedAt"));
    assertTrue(run.getString("runJob.id").startsWith("run_"));
  }

  @Test
  void a_job_is_paused_and_resumed() {
    String pause =
        """
        mutation($reason: String!) {
          pauseJob(input: {name: "rehearse", reason: $reason}) { name heavy pausedAt pausedBy pauseReason }
        }
        """;
    String resume = "mutation { resumeJob(input: {name: \"rehearse\"}) { pausedAt pauseReason } }";
    assertEquals("INVALID_INPUT", admin.error(pause, "reason", " "));
    JsonPath paused = admin.data(pause, "reason", "the database moves");
    assertEquals("the database moves", paused.getString("pauseJob.pauseReason"));
    assertNotNull(paused.getString("pauseJob.pausedAt"));
    assertNotNull(paused.getString("pauseJob.pausedBy"));
    assertEquals(
        "the database moves",
        admin.data(pause, "reason", "another").getString("pauseJob.pauseReason"));
    assertEquals("CONFLICT", admin.error(RUN));
    assertNull(admin.data(resume).getString("resumeJob.pausedAt"));
    assertNull(admin.data(resume).getString("resumeJob.pauseReason"));
    assertEquals("COMPLETED", admin.data(RUN).getString("runJob.state"));
    assertEquals(
        "NOT_FOUND",
        admin.error("mutation { pauseJob(input: {name: \"nap\", reason: \"x\"}) { name } }"));
    assertEquals(
        "NOT_FOUND", admin.error("mutation { resumeJob(input: {name: \"nap\"}) { name } }"));
  }

  @Test
  void a_run_is_followed_until_it_ends() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    RehearsalJob.work =
        context ->
            context
                .progress(1, 2L)
                .chain(() -> Uni.createFrom().completionStage(end))
                .replaceWithVoid();
    CompletableFuture<JsonPath> asked = CompletableFuture.supplyAsync(() -> admin.data(RUN));
    await().until(() -> rows("SELECT 1 FROM job_run WHERE done = 1").size() == 1);
    String id = TypeId.JOB_RUN.encode(UUID.fromString(rows("SELECT run_id FROM job_run").get(0)));
    try (Socket socket =
        Socket.subscribe(
            TestDatabase.token("admin"),
            "subscription { jobRunProgress(id: \"" + id + "\") { state done } }")) {
      String state = null;
      while (!"COMPLETED".equals(state)) {
        state = socket.next("next").getString("payload.data.jobRunProgress.state");
        end.complete(null);
      }
      assertEquals("1", socket.next("complete").getString("id"));
    } finally {
      end.complete(null);
      asked.join();
    }
  }

  @Test
  void a_run_that_fails_says_why() {
    RehearsalJob.work =
        context -> Uni.createFrom().failure(new JobFailure("There is no such shelf."));
    JsonPath run = admin.data(RUN);
    assertEquals("FAILED", run.getString("runJob.state"));
    assertEquals("There is no such shelf.", run.getString("runJob.error"));
  }

  @Test
  void of_a_fault_that_was_not_foreseen_a_run_says_its_kind_and_where_to_look() {
    RehearsalJob.work =
        context -> Uni.createFrom().failure(new IllegalStateException("13800138000 has no shelf"));
    JsonPath run = admin.data(RUN);
    String error = run.getString("runJob.error");
    assertTrue(error.contains("IllegalStateException"), error);
    assertTrue(error.contains(run.getString("runJob.id")), error);
    assertFalse(error.contains("13800138000"), error);
  }

  @Test
  void runs_asked_for_at_once_run_one_after_the_other() {
    List<Instant> begun = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> allAsked = new CompletableFuture<>();
    RehearsalJob.work =
        context -> {
          begun.add(context.asOf());
          return Uni.createFrom()
              .completionStage(allAsked)
              .chain(() -> context.progress(1, 2L))
              .chain(() -> context.progress(2, 2L));
        };
    ExecutorService askers = Executors.newFixedThreadPool(3);
    try {
      List<CompletableFuture<JsonPath>> answers =
          Stream.of("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")
              .map(
                  asOf ->
                      CompletableFuture.supplyAsync(() -> admin.data(RUN, "asOf", asOf), askers))
              .toList();
      await().until(() -> rows("SELECT 1 FROM job_run").size() == 3);
      allAsked.complete(null);
      answers.forEach(answer -> assertEquals("COMPLETED", answer.join().getString("runJob.state")));
    } finally {
      allAsked.complete(null);
      askers.shutdown();
    }
    assertEquals(3, begun.size());
    assertEquals(
        List.of("0"),
        rows(
            """
            SELECT count(*) FROM job_run a JOIN job_run b ON a.run_id <> b.run_id
            AND a.started_at < b.finished_at AND b.started_at < a.finished_at
            """));
    // The first began before the others were asked for; those waited together, in the order asked.
    assertEquals(
        rows(
            """
            SELECT run_id FROM (SELECT * FROM job_run ORDER BY started_at OFFSET 1) waited
            ORDER BY created_at, run_id
            """),
        rows("SELECT run_id FROM job_run ORDER BY started_at OFFSET 1"));
  }

  @Test
  void a_caller_that_waits_no_longer_is_answered_in_time_and_the_run_goes_on() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    RehearsalJob.work = context -> Uni.createFrom().completionStage(end);
    try {
      given()
          .header("Authorization", "Bearer " + TestDatabase.token("admin"))
          .header("Prefer", "return=minimal, wait=1")
          .contentType("application/json")
          .body(Map.of("query", RUN))
          .post("/graphql")
          .then()
          .statusCode(503)
          .header("Retry-After", "1")
          .body("errors[0].extensions.code", equalTo("OVERLOADED"))
          .body("errors[0].message", containsString("may still happen"));
    } finally {
      end.complete(null);
    }
    await().until(() -> rows("SELECT state FROM job_run").equals(List.of("COMPLETED")));
  }

  @Test
  void an_unknown_job_is_not_found_and_the_answer_names_those_there_are() {
    JsonPath answer = admin.send("mutation { runJob(input: {name: \"rehears\"}) { id } }");
    assertEquals("NOT_FOUND", answer.getString("errors[0].extensions.code"));
    assertTrue(answer.getString("errors[0].message").contains("rehearse"));
    assertEquals("NOT_FOUND", admin.error("{ jobRuns(job: \"nothing\") { edges { cursor } } }"));
  }

  @Test
  void a_run_for_the_future_is_refused() {
    JsonPath answer = admin.send(RUN, "asOf", OffsetDateTime.now().plusDays(1).toString());
    assertEquals("INVALID_INPUT", answer.getString("errors[0].extensions.code"));
    assertEquals("input.asOf", answer.getString("errors[0].extensions.field"));
  }

  @Test
  void jobs_show_their_last_and_their_running_run_in_a_constant_number_of_statements() {
    admin.data(RUN);
    admin.data(RUN);
    TestDatabase.clearStatements();
    JsonPath jobs =
        Api.as("analyst")
            .data(
                """
                { jobs { name description cron nextDueAt lastRun { state } runningRun { id } } }
                """);
    assertEquals(
        List.of("COMPLETED"), jobs.getList("jobs.findAll { it.name == 'rehearse' }.lastRun.state"));
    assertNull(jobs.get("jobs.find { it.name == 'rehearse' }.runningRun"));
    assertNull(jobs.get("jobs.find { it.name == 'rehearse' }.cron"));
    assertEquals(
        List.of("2"),
        // not every statement over runs: the runner looks for what waits after it has answered
        rows(
            "SELECT sum(calls) FROM pg_stat_statements WHERE query ILIKE '%LATERAL%FROM job_run%'"));
  }

  @Test
  void runs_are_listed_newest_first_page_by_page() {
    for (int i = 0; i < 3; i++) {
      admin.data(RUN);
    }
    String page =
        """
        query($after: String) { jobRuns(job: "rehearse", first: 2, after: $after) {
          edges { node { id createdAt } } pageInfo { hasNextPage endCursor } } }
        """;
    JsonPath first = admin.data(page);
    JsonPath second = admin.data(page, "after", first.getString("jobRuns.pageInfo.endCursor"));
    List<String> ids = new java.util.ArrayList<>(first.getList("jobRuns.edges.node.id"));
    assertTrue(first.getBoolean("jobRuns.pageInfo.hasNextPage"));
    ids.addAll(second.getList("jobRuns.edges.node.id"));
    assertEquals(false, second.getBoolean("jobRuns.pageInfo.hasNextPage"));
    assertEquals(3, ids.stream().distinct().count());
    assertEquals("INVALID_INPUT", admin.error("{ jobRuns(after: \"x\") { edges { cursor } } }"));
  }

  @Test
  void a_run_is_found_by_its_id() {
    String id = admin.data(RUN).getString("runJob.id");
    String node = "query($id: ID!) { node(id: $id) { id ... on JobRun { state } } }";
    assertEquals("COMPLETED", admin.data(node, "id", id).getString("node.state"));
    assertEquals("FORBIDDEN", Api.as("steward").error(node, "id", id));
  }

  @Test
  void a_tick_begins_what_waits() {
    admin.data("{ jobs { name } }");
    rows(
        """
        INSERT INTO job_run (run_id, job_name, trigger, as_of, state, created_at)
        VALUES (gen_random_uuid(), 'rehearse', 'REQUEST', now(), 'QUEUED', now()) RETURNING run_id
        """);
    jobs.tick().await().atMost(Duration.ofSeconds(10));
    // other jobs may be due at this very minute
    String state = "SELECT state FROM job_run WHERE job_name = 'rehearse'";
    await().until(() -> rows(state).equals(List.of("COMPLETED")));
  }

  @Test
  void a_run_is_cancelled_while_it_is_under_way_or_waits() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    RehearsalJob.work =
        context -> {
          begun.complete(null);
          return context
              .progress(1, null)
              .onItem()
              .delayIt()
              .by(Duration.ofMillis(20))
              .repeat()
              .indefinitely()
              .collect()
              .last();
        };
    CompletableFuture<JsonPath> answer = CompletableFuture.supplyAsync(() -> admin.data(RUN));
    begun.join();
    String id =
        admin
            .data("{ jobRuns(first: 1) { edges { node { id } } } }")
            .getString("jobRuns.edges[0].node.id");
    JsonPath cancelled =
        admin.data("mutation($id: ID!) { cancelJobRun(input: {id: $id}) { state } }", "id", id);
    assertEquals("CANCELLED", cancelled.getString("cancelJobRun.state"));
    assertEquals("CANCELLED", answer.join().getString("runJob.state"));
    assertEquals(
        "NOT_FOUND",
        admin.error(
            "mutation { cancelJobRun(input: {id: \"run_7zzzzzzzzzzzzzzzzzzzzzzzzz\"}) { id } }"));
  }

  @Test
  void only_an_admin_runs_jobs_and_only_admins_and_analysts_see_them() {
    for (String role : List.of("analyst", "steward", "service", "marketer", "till", "member")) {
      assertEquals("FORBIDDEN", Api.as(role).error(RUN), role);
    }
    for (String role : List.of("steward", "service", "marketer", "till", "member")) {
      assertEquals("FORBIDDEN", Api.as(role).error("{ jobs { name } }"), role);
      assertEquals("FORBIDDEN", Api.as(role).error("{ jobRuns { edges { cursor } } }"), role);
    }
  }
}
