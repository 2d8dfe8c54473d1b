package io.tributary.intake.bulk;

/** Another worker has taken the import over, or it was cancelled: this one stops without a word. */
final class LeaseLost extends RuntimeException {
  LeaseLost() {
    super("the import is no longer this worker's", null, false, false);
  }
}
