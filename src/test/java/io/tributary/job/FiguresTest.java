package io.tributary.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators watch of jobs and of the change queue. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class FiguresTest {
  @Inject Tx tx;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private JobFigures figures;

  @AfterEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run("DELETE FROM job WHERE name = 'of-the-test'");
  }

  private void read() {
    figures.read().await().indefinitely();
  }

  @BeforeEach
  void begin() {
    figures = new JobFigures(tx, meters);
  }

  @Test
  void the_queue_has_a_depth_and_an_age() {
    TestDatabase.clear();
    TestDatabase.run(
        """
        INSERT INTO customer_change (customer_id, change_id, bucket, noted_at, since, kinds)
        SELECT gen_random_uuid(), gen_random_uuid(), 1, now() - i * interval '1 minute', NULL, 1 FROM generate_series(1, 5) i
        """);
    read();
    assertEquals(5, meters.get("tributary.changes.waiting").gauge().value());
    assertTrue(meters.get("tributary.changes.oldest").gauge().value() >= 300);
    assertEquals(0, meters.get("tributary.changes.failed").gauge().value());
  }

  @Test
  void a_job_is_overdue_from_when_it_was_due_and_its_last_success_is_told() {
    TestDatabase.run(
        """
        INSERT INTO job (name, next_due_at) VALUES ('of-the-test', now() - interval '10 minutes');
        INSERT INTO job_run (run_id, job_name, trigger, as_of, state, started_at, finished_at, created_at)
        VALUES (gen_random_uuid(), 'of-the-test', 'REQUEST', now(), 'COMPLETED', now(), '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
               (gen_random_uuid(), 'of-the-test', 'REQUEST', now(), 'FAILED', now(), now(), now())
        """);
    read();
    assertTrue(
        meters.get("tributary.job.overdue").tag("job", "of-the-test").gauge().value() >= 600);
    assertEquals(
        1_767_225_600,
        meters.get("tributary.job.last.success").tag("job", "of-the-test").gauge().value());
    TestDatabase.run(
        "UPDATE job SET paused_at = now(), paused_by = 'x', pause_reason = 'x' WHERE name = 'of-the-test'");
    read();
    assertEquals(0, meters.get("tributary.job.overdue").tag("job", "of-the-test").gauge().value());
  }

  @Test
  void runs_are_counted_by_job_and_by_how_they_ended() {
    figures.note("a", JobRunState.COMPLETED, Duration.ofSeconds(2));
    figures.note("a", JobRunState.FAILED, Duration.ofSeconds(3));
    assertEquals(
        2,
        meters
            .get("tributary.job.runs")
            .tags("job", "a", "outcome", "completed")
            .timer()
            .totalTime(TimeUnit.SECONDS));
    assertEquals(
        1, meters.get("tributary.job.runs").tags("job", "a", "outcome", "failed").timer().count());
  }
}
