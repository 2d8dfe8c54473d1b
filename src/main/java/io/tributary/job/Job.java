package io.tributary.job;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Work that runs on a schedule or on request, on one replica at a time. A CDI bean is a job. */
public interface Job {
  /** What a run that was missed while nobody was there to run it is worth. */
  enum CatchUp {
    /** Every missed run, in order, each for its own time. */
    EACH,
    /** Only the latest. */
    LATEST
  }

  /** The name in the API: lower case words joined by hyphens. */
  String name();

  /** One sentence for people. */
  String description();

  /**
   * Default schedule, Unix cron in UTC; setting {@code tributary.jobs."name".cron} overrides it.
   */
  String cron();

  /** What to do about missed runs; most work makes up for all of them in the latest. */
  default CatchUp catchUp() {
    return CatchUp.LATEST;
  }

  /** Whether it reads so much that only one such job may run at a time, on whichever replica. */
  default boolean isHeavy() {
    return false;
  }

  /**
   * How long a run may take before it is stopped as failed; setting {@code
   * tributary.jobs."name".limit}, an ISO duration, overrides it.
   */
  default Duration limit() {
    return isHeavy() ? Duration.ofHours(6) : Duration.ofHours(1);
  }

  /** Does the work as of a time; may be run again from the start at any point. */
  Uni<Void> run(JobContext context);
}
