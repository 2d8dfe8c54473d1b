package io.tributary.job;

/** Why a job cannot go on, as a sentence for those who read its run: no code, no person's data. */
public final class JobFailure extends RuntimeException {
  /** A sentence. */
  public JobFailure(String sentence) {
    super(sentence);
  }
}
