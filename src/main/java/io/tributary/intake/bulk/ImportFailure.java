package io.tributary.intake.bulk;

/** A file that cannot be read at all, as a sentence for whoever sent it. */
final class ImportFailure extends RuntimeException {
  ImportFailure(String sentence) {
    super(sentence, null, false, false);
  }
}
