package io.tributary.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.tributary.job.JobFigureStore.JobFigure;
import io.tributary.job.JobFigureStore.Queue;
import io.tributary.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What operators watch of jobs and of the change queue. How runs end is counted where they run;
 * what waits and what is overdue is the same for all replicas and is read from the database.
 */
@Singleton
class JobFigures {
  private static final Duration[] TIMES = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6)
  };

  private final JobFigureStore store = new JobFigureStore();
  private final Tx tx;
  private final MeterRegistry meters;
  private final MultiGauge lastSuccess;
  private final MultiGauge overdue;
  private volatile Queue queue = Queue.EMPTY;

  JobFigures(Tx tx, MeterRegistry meters) {
    this.tx = tx;
    this.meters = meters;
    this.lastSuccess =
        MultiGauge.builder("tributary.job.last.success")
            .description("When a run of the job last completed, on whichever replica; Unix time")
            .baseUnit("seconds")
            .register(meters);
    this.overdue =
        MultiGauge.builder("tributary.job.overdue")
            .description("How long the job has been due without having begun; 0 when paused")
            .baseUnit("seconds")
            .register(meters);
    gauge(
        "tributary.changes.waiting",
        "Customers' changes that wait, at most 100,000",
        Queue::waiting);
    gauge("tributary.changes.failed", "Customers who are set aside after a failure", Queue::failed);
    gauge("tributary.jobs.waiting", "Runs that wait or are under way", Queue::runs);
    Gauge.builder("tributary.changes.oldest", this, each -> each.queue.oldestSeconds())
        .description("How long the oldest of the changes that were looked at has waited")
        .baseUnit("seconds")
        .register(meters);
  }

  private void gauge(String name, String description, ToDoubleFunction<Queue> of) {
    Gauge.builder(name, this, each -> of.applyAsDouble(each.queue))
        .description(description)
        .register(meters);
  }

  /** Counts from nothing on, so that the first run that fails is seen as a rise. */
  void expect(Collection<String> jobs) {
    for (String job : jobs) {
      runs(job, JobRunState.COMPLETED);
      runs(job, JobRunState.FAILED);
    }
  }

  /** Counts a run that ended on this replica. */
  void note(String job, JobRunState how, Duration took) {
    runs(job, how).record(took);
  }

  private Timer runs(String job, JobRunState how) {
    return Timer.builder("tributary.job.runs")
        .description("Runs that ended on this replica")
        .tags("job", job, "outcome", how.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(TIMES)
        .register(meters);
  }

  /** Reads what waits and what is overdue. */
  @Scheduled(
      identity = "job-figures",
      every = "${tributary.figures.every:15s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> read() {
    return tx.read(store::queue)
        .invoke(read -> queue = read)
        .chain(() -> tx.read(store::jobs))
        .invoke(
            jobs -> {
              lastSuccess.register(rows(jobs, JobFigure::lastSuccess), true);
              overdue.register(rows(jobs, JobFigure::overdueSeconds), true);
            })
        .replaceWithVoid();
  }

  private static List<MultiGauge.Row<?>> rows(
      List<JobFigure> jobs, Function<JobFigure, Double> value) {
    return jobs.stream()
        .filter(job -> value.apply(job) != null)
        .<MultiGauge.Row<?>>map(
            job -> MultiGauge.Row.of(Tags.of("job", job.name()), value.apply(job)))
        .toList();
  }
}
