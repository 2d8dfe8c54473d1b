package io.tributary.job;

/**
 * The right to run one job, until it lapses.
 *
 * @param job the job's name
 * @param token fencing token: whoever takes the lease after us has a higher one
 */
record Lease(String job, long token) {
  /** Says that the lease is somebody else's, or that the run it was taken for was cancelled. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;

    Lost(String what) {
      super(what, null, false, false);
    }
  }
}
