package io.tributary.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which texts are no id, whatever field they arrive in: what a broken client writes where an id is
 * missing. Taken as ids they would make one customer of thousands of strangers; a person whose id
 * is really one of these words is only known less well.
 */
public final class IdWords {
  /** The most characters an id may have; longer ones do not fit an index entry. */
  public static final int LONGEST = 512;

  /**
   * "na" and "-" are typed into forms that insist on an answer; "-1" and "anonymous" are what
   * programs call the user who is not signed in.
   */
  private static final Set<String> REFUSED =
      Set.of(
          "null",
          "undefined",
          "nil",
          "none",
          "nan",
          "n/a",
          "na",
          "true",
          "false",
          "unknown",
          "anonymous",
          "[object object]",
          "-1");

  private static final String QUOTES = "\"'`";

  private IdWords() {}

  /**
   * Says why a text is no id.
   *
   * @param id as sent; null counts as blank
   * @return the reason, to follow the field's name in a sentence ("is blank"); empty when the text
   *     can be an id
   */
  public static Optional<String> refusal(String id) {
    String bare = id == null ? "" : unquoted(id);
    if (bare.isEmpty()) {
      return Optional.of("is blank");
    }
    if (bare.length() > LONGEST) {
      return Optional.of("is longer than " + LONGEST + " characters");
    }
    if (REFUSED.contains(bare.toLowerCase(Locale.ROOT))) {
      return Optional.of("is the word " + bare + ", which is no id");
    }
    if (bare.chars().allMatch(c -> c == '0' || c == '-')) {
      return Optional.of("is all zeros, which is no id");
    }
    return Optional.empty();
  }

  /** A text without the quotes and spaces around it. */
  static String unquoted(String text) {
    String bare = text.strip();
    while (bare.length() >= 2
        && QUOTES.indexOf(bare.charAt(0)) >= 0
        && bare.charAt(0) == bare.charAt(bare.length() - 1)) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    return QUOTES.contains(bare) ? "" : bare;
  }
}
