package io.tributary.identity;

import java.text.Normalizer;
import java.util.Optional;

/** Brings what somebody types at a till or into a form into the form in which it is kept. */
public final class TypedValues {
  private TypedValues() {}

  /**
   * A phone number as E.164; empty when it is none.
   *
   * @param region ISO 3166-1 alpha-2, in which a number without a country code is read
   */
  public static Optional<String> phone(String text, String region) {
    return Optional.ofNullable(Normaliser.phone(clean(text), region));
  }

  /** An e-mail address in lower case; empty when it is none. */
  public static Optional<String> email(String text) {
    return Optional.ofNullable(Normaliser.email(clean(text)));
  }

  /** A card number without separators; empty when it is none. */
  public static Optional<String> card(String text) {
    return Optional.ofNullable(Normaliser.card(clean(text)));
  }

  private static String clean(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
  }
}
