package io.tributary.graphql.access;

import java.util.List;
import java.util.function.UnaryOperator;

/** What personal values a field holds, and how they look to those who may not read them. */
enum Personal {
  /** A name: the first letter of each word and how many there are: 张**, Z**** W**. */
  NAME(Personal::name),

  /** A phone number: four digits before the last four go, of a short one all but the last two. */
  PHONE(Personal::phone),

  /** An e-mail: the first letter and the domain stay. */
  EMAIL(Personal::email),

  /** An address or a part of it that leads to a door. */
  ADDRESS(text -> "***"),

  /** A date of birth as text: the year stays. */
  BIRTH_DATE(text -> first(text, 4)),

  /** A value that points to a person, of whatever kind. */
  IDENTIFIER(Personal::identifier),

  /** Text that somebody wrote, or attributes of any kind. */
  FREE_TEXT(text -> "***");

  private static final int SHORT_PHONE = 9;

  private final UnaryOperator<String> mask;

  Personal(UnaryOperator<String> mask) {
    this.mask = mask;
  }

  /**
   * What is shown in a value's place: texts masked, lists item by item, and null for what is not
   * text.
   */
  Object masked(Object value) {
    if (value instanceof String text) {
      return text.isEmpty() ? text : mask.apply(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(item -> item == null ? null : masked(item)).toList();
    }
    return null;
  }

  private static String first(String text, int letters) {
    return text.substring(0, text.offsetByCodePoints(0, Math.min(letters, length(text))));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String name(String text) {
    StringBuilder masked = new StringBuilder();
    boolean begins = true;
    for (int c : text.codePoints().toArray()) {
      boolean blank = Character.isWhitespace(c);
      masked.appendCodePoint(begins || blank ? c : '*');
      begins = blank;
    }
    return masked.toString();
  }

  private static String phone(String text) {
    int length = text.length();
    return length < SHORT_PHONE
        ? "***" + text.substring(Math.max(0, length - 2))
        : text.substring(0, length - 8) + "****" + text.substring(length - 4);
  }

  private static String email(String text) {
    int at = text.lastIndexOf('@');
    return at < 0 ? "***" : first(text, at == 0 ? 0 : 1) + "***" + text.substring(at);
  }

  private static String identifier(String text) {
    boolean isPhone = text.chars().allMatch(c -> c == '+' || Character.isDigit(c));
    return isPhone ? phone(text) : text.indexOf('@') >= 0 ? email(text) : first(text, 2) + "***";
  }
}
