package io.tributary.platform;

import com.github.f4b6a3.uuid.UuidCreator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Makes the ids of rows and the hashes that rows are found by. */
public final class Ids {
  private Ids() {}

  /**
   * A new UUIDv7: later ids sort after earlier ones, also within one millisecond of one process.
   */
  public static UUID next() {
    return UuidCreator.getTimeOrderedEpochPlus1();
  }

  /**
   * The first 128 bits of the SHA-256 of the parts, each preceded by its length so that ("ab", "c")
   * and ("a", "bc") differ.
   */
  public static UUID hash(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
      digest.update(bytes);
    }
    ByteBuffer result = ByteBuffer.wrap(digest.digest());
    return new UUID(result.getLong(), result.getLong());
  }

  /** The whole SHA-256 of a text, for secrets that are compared and never shown again. */
  public static byte[] secretHash(String secret) {
    return sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** A SHA-256 that takes what comes piece by piece. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
