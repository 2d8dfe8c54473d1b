package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads what waits; every read is bounded, since it happens again and again. */
final class JobFigureStore {
  private static final String QUEUE =
      """
      SELECT w.waiting, coalesce(extract(epoch FROM clock_timestamp() - w.oldest), 0)::float8,
        (SELECT count(*) FROM (SELECT FROM customer_change_failure LIMIT 100000) f),
        (SELECT count(*) FROM (SELECT FROM job_run WHERE state IN ('QUEUED', 'RUNNING') LIMIT 10000) r)
      FROM (SELECT count(*) waiting, min(noted_at) oldest FROM (SELECT noted_at FROM customer_change LIMIT 100000) c) w
      """;

  /** Of a job that has failed a hundred times in a row, its last success is not looked for. */
  private static final String JOBS =
      """
      SELECT j.name,
        (SELECT extract(epoch FROM max(r.finished_at))::float8
         FROM (SELECT state, finished_at FROM job_run WHERE job_name = j.name ORDER BY created_at DESC, run_id DESC LIMIT 100) r
         WHERE r.state = 'COMPLETED'),
        CASE WHEN j.paused_at IS NULL AND j.next_due_at IS NOT NULL
          THEN greatest(0, extract(epoch FROM clock_timestamp() - j.next_due_at))::float8 ELSE 0 END
      FROM job j ORDER BY j.name
      """;

  /**
   * The change queue and the runs that are not over.
   *
   * @param waiting changes, at most 100,000
   * @param oldestSeconds how long the oldest of them has waited
   * @param failed customers who are set aside
   * @param runs runs that wait or are under way
   */
  record Queue(long waiting, double oldestSeconds, long failed, long runs) {
    static final Queue EMPTY = new Queue(0, 0, 0, 0);
  }

  /**
   * A job.
   *
   * @param lastSuccess when a run of it last completed, Unix time; null when none of the last did
   * @param overdueSeconds how long it has been due
   */
  record JobFigure(String name, Double lastSuccess, Double overdueSeconds) {}

  Uni<Queue> queue(SqlConnection connection) {
    return connection
        .preparedQuery(QUEUE)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Queue(row.getLong(0), row.getDouble(1), row.getLong(2), row.getLong(3)));
  }

  Uni<List<JobFigure>> jobs(SqlConnection connection) {
    return connection
        .preparedQuery(JOBS)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(JobFigureStore::job).toList());
  }

  private static JobFigure job(Row row) {
    return new JobFigure(row.getString(0), row.getDouble(1), row.getDouble(2));
  }
}
