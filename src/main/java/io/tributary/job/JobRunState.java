package io.tributary.job;

import org.eclipse.microprofile.graphql.Description;

/** How far a run has come. */
@Description("How far a run of a job has come.")
public enum JobRunState {
  /** Waits for its turn: one run of a job at a time. */
  @Description("Waits for its turn: one run of a job at a time.")
  QUEUED,
  /** Under way. */
  @Description("Under way on one replica.")
  RUNNING,
  /** Ended well. */
  @Description("Ended well.")
  COMPLETED,
  /** Ended with an error. */
  @Description("Ended with an error, which the run shows.")
  FAILED,
  /** Stopped by somebody. */
  @Description("Stopped by somebody; what it had committed stays.")
  CANCELLED;

  /** Whether nothing more will happen. */
  boolean ended() {
    return this != QUEUED && this != RUNNING;
  }
}
