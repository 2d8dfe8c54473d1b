package io.tributary.identity.similar;

/** Leaves of a value what tells its owner that it is theirs, and nobody else what it is. A rule. */
final class Masking {
  private static final int SHOWN_DIGITS = 4;

  private Masking() {}

  /** The first character and the number of the others: 张**, Z***** W**. */
  static String name(String name) {
    if (name == null) {
      return null;
    }
    StringBuilder masked = new StringBuilder();
    boolean begins = true;
    for (int c : name.codePoints().toArray()) {
      boolean blank = Character.isWhitespace(c);
      masked.appendCodePoint(begins || blank ? c : '*');
      begins = blank;
    }
    return masked.toString();
  }

  /** The last four digits. */
  static String phone(String phone) {
    if (phone == null) {
      return null;
    }
    int hidden = Math.max(0, phone.length() - SHOWN_DIGITS);
    return (phone.startsWith("+") ? "+" : "")
        + "*".repeat(Math.max(0, hidden - (phone.startsWith("+") ? 1 : 0)))
        + phone.substring(hidden);
  }

  /** The first character and the host. */
  static String email(String email) {
    int at = email == null ? -1 : email.lastIndexOf('@');
    return at < 1 ? null : email.substring(0, 1) + "***" + email.substring(at);
  }

  /** The year. */
  static String birthDate(String date) {
    return date == null || date.length() < 4 ? null : date.substring(0, 4);
  }
}
