package io.tributary.privacy.consent;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of purposes: one word for one thing, however it is written. */
final class Purpose {
  /** What an event is about that names no purpose. */
  static final String MARKETING = "marketing";

  /** The most characters of what is said beside a decision. */
  static final int LONGEST_TEXT = 200;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.]{0,63}");

  private Purpose() {}

  /** Lower case, with _ between words; empty when it is no name. */
  static Optional<String> of(String written) {
    String word =
        written == null ? "" : written.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "_");
    return WORD.matcher(word).matches() ? Optional.of(word) : Optional.empty();
  }
}
