package io.tributary.privacy.erasure;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * By what a person is found in text that was kept as it came: refused rows and messages. Names,
 * which many people have, are added for an erasure alone: of two who are called alike at one source
 * the refused rows of both go, which tell of no fact.
 *
 * @param texts parts of a text, in lower case
 * @param digits the end of a phone number, whatever is written between its digits
 * @param fields values that are a whole field, each of one source
 * @param patterns those of the fields that were looked for so far
 */
record PersonValues(
    List<String> texts, List<String> digits, List<Field> fields, Map<String, Pattern> patterns) {
  /** A shorter value is only looked for as a whole field: it is a part of too much. */
  private static final int SHORTEST_PART = 6;

  /** So many digits from the end tell a phone number, with or without its country. */
  private static final int DIGITS = 9;

  private static final int SHORTEST_NAME = 2;

  private static final Pattern BETWEEN_DIGITS = Pattern.compile("[ ().-]");

  private static final Pattern SIGN = Pattern.compile("[^\\p{L}\\p{N}]");

  /**
   * A value that is a whole field.
   *
   * @param source whose; null for any
   * @param pattern a regular expression, the same to PostgreSQL and to Java
   */
  record Field(UUID source, String pattern) {}

  static PersonValues none() {
    return new PersonValues(
        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>());
  }

  /** Adds the id that a source knows the person by. */
  void key(UUID source, String key) {
    fields.add(new Field(source, field(key)));
  }

  /** Adds an identifier. */
  void identifier(String kind, String value) {
    String digitsOnly = value.replaceAll("\\D", "");
    if (kind.equals("PHONE") && digitsOnly.length() >= DIGITS) {
      digits.add(digitsOnly.substring(digitsOnly.length() - DIGITS));
    } else if (value.length() >= SHORTEST_PART) {
      texts.add(value.toLowerCase(Locale.ROOT));
    } else {
      fields.add(new Field(null, field(value)));
    }
  }

  /** Adds the name that a source calls the person by, in whatever case. */
  void name(UUID source, String name) {
    if (name != null && name.strip().length() >= SHORTEST_NAME) {
      fields.add(new Field(source, "(?i)" + field(name.strip())));
    }
  }

  /** Whether the person stands in a text that a source sent. */
  boolean standIn(UUID source, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String narrow = digits.isEmpty() ? "" : BETWEEN_DIGITS.matcher(narrow(text)).replaceAll("");
    return texts.stream().anyMatch(lower::contains)
        || digits.stream().anyMatch(narrow::contains)
        || fields.stream()
            .filter(field -> field.source() == null || field.source().equals(source))
            .anyMatch(field -> compiled(field).matcher(text).find());
  }

  /** Compiled once for all the texts that are looked through, most of which hold nobody. */
  private Pattern compiled(Field field) {
    return patterns.computeIfAbsent(field.pattern(), p -> Pattern.compile(p, Pattern.UNICODE_CASE));
  }

  /** Full-width digits as the usual ones. */
  private static String narrow(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static String field(String value) {
    String literal = SIGN.matcher(value).replaceAll("\\\\$0");
    return "(^|[\",;:|\\t\\[]) *" + literal + " *($|[\",;|\\t}\\]\\r\\n])";
  }
}
