package io.tributary.loyalty.coupon;

import io.tributary.platform.Ids;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** How codes are written: random ones that nobody guesses, and what people make of them. */
final class CodeText {
  /** Crockford's base32: no letter that is taken for a digit. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /** 16 characters of five bits: among a million codes a guess hits one in 10^18. */
  private static final int LENGTH = 16;

  private static final int GROUP = 4;

  private CodeText() {}

  /** A new code, in groups of four; the random source must be one that nobody can foretell. */
  static String next(Random random) {
    byte[] drawn = new byte[LENGTH]; // at once: drawing is what costs
    random.nextBytes(drawn);
    StringBuilder code = new StringBuilder(LENGTH + LENGTH / GROUP);
    for (int i = 0; i < LENGTH; i++) {
      if (i > 0 && i % GROUP == 0) {
        code.append('-');
      }
      code.append(ALPHABET.charAt(drawn[i] & ALPHABET.length() - 1));
    }
    return code.toString();
  }

  /** What a code is found by: without case, blanks and dashes, O as 0, I and L as 1. */
  static UUID hash(String code) {
    String plain =
        code.toUpperCase(Locale.ROOT)
            .replaceAll("[\\s-]", "")
            .replace('O', '0')
            .replaceAll("[IL]", "1");
    return Ids.hash("coupon code", plain);
  }
}
