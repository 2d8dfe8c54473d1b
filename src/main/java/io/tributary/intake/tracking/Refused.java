package io.tributary.intake.tracking;

/**
 * Ends the reading of a message from deep inside a rule. {@link Messages} and {@link Envelope}
 * catch it: to everybody else a refusal is a value.
 */
final class Refused extends RuntimeException {
  /** What is wrong and what to do about it, as a sentence for the sender's developer. */
  Refused(String reason) {
    super(reason, null, false, false);
  }
}
