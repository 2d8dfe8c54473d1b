package io.tributary.intake.bulk;

import org.eclipse.microprofile.graphql.Description;

/** How far an import has come. */
@Description("How far an import has come.")
public enum ImportState {
  /** The file is arriving, or has arrived and waits. */
  QUEUED,
  /** Its rows are being taken in. */
  RUNNING,
  /** Every row was taken in or refused. */
  COMPLETED,
  /** It ended early; error says why. Rows before that are in; sending the file again is safe. */
  FAILED,
  /** Somebody stopped it. Rows before that are in. */
  CANCELLED;

  /** Reads the database's word, which also knows RECEIVING. */
  static ImportState of(String word) {
    return word.equals("RECEIVING") ? QUEUED : valueOf(word);
  }

  /** Whether nothing more will happen. */
  boolean ended() {
    return this != QUEUED && this != RUNNING;
  }
}
