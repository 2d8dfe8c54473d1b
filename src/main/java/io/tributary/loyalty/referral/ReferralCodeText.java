package io.tributary.loyalty.referral;

import io.tributary.platform.Ids;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How codes are written: short ones that nobody guesses, and what people make of them. */
final class ReferralCodeText {
  /** The most characters of what somebody types. */
  static final int LONGEST = 40;

  /** Crockford's base32: no letter that is taken for a digit. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /** Eight characters of five bits: among a million codes one guess in a million hits. */
  private static final int LENGTH = 8;

  private static final int BITS = 5;
  private static final int GROUP = 4;

  private ReferralCodeText() {}

  /**
   * A member's code: it follows from who they are, so that whoever asks first makes it and all get
   * the same, and from a secret, so that nobody can foretell it.
   *
   * @param attempt 0, or how many of the member's were somebody else's already
   */
  static String of(byte[] secret, UUID customer, int attempt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      ByteBuffer whose = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES);
      whose
          .putLong(customer.getMostSignificantBits())
          .putLong(customer.getLeastSignificantBits())
          .putInt(attempt);
      long bits = ByteBuffer.wrap(mac.doFinal(whose.array())).getLong();
      StringBuilder code = new StringBuilder(LENGTH + 1);
      for (int i = 0; i < LENGTH; i++) {
        if (i > 0 && i % GROUP == 0) {
          code.append('-');
        }
        code.append(ALPHABET.charAt((int) (bits >>> i * BITS) & ALPHABET.length() - 1));
      }
      return code.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** What a code is found by: without case, blanks and dashes, O as 0, I and L as 1. */
  static UUID hash(String code) {
    String plain =
        code.toUpperCase(Locale.ROOT)
            .replaceAll("[\\s-]", "")
            .replace('O', '0')
            .replaceAll("[IL]", "1");
    return Ids.hash("referral code", plain);
  }
}
