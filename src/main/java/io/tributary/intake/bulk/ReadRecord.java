package io.tributary.intake.bulk;

/**
 * A record that was read, well or not.
 *
 * @param row what it says; null when it was refused
 * @param rejection why it was refused; null when it was not
 * @param line where it begins
 * @param raw what it says, to show if the database refuses it
 * @param end where in the file the next record begins
 * @param lines how many physical lines lie before that
 */
record ReadRecord(Row row, Rejection rejection, long line, String raw, long end, long lines) {
  /** The same record, refused. */
  ReadRecord refused(String column, String reason) {
    return new ReadRecord(null, Rejection.of(line, column, reason, raw), line, raw, end, lines);
  }
}
