package io.tributary.intake.bulk;

/** A row that does not get in: the column at fault (null for the row as a whole) and why. */
final class Refused extends RuntimeException {
  private final String column;

  Refused(String column, String reason) {
    super(reason, null, false, false);
    this.column = column;
  }

  String column() {
    return column;
  }
}
