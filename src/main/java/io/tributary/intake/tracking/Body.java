package io.tributary.intake.tracking;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** A call's body as bytes: plain or gzip, and never more than is allowed, however well packed. */
final class Body {
  /** What gzip adds to bytes that do not shrink. */
  static final int GZIP_ADDS = 1_024;

  private Body() {}

  /**
   * The JSON in a body. Gzip is known by its first two bytes, with which no JSON begins, since
   * proxies unpack bodies and browsers cannot say that they packed them.
   *
   * @param bytes as they came
   * @param encoding the header {@code Content-Encoding}; null without one
   * @param limit the most bytes of JSON
   * @return at most one byte more than the limit, which tells that it is too large
   * @throws Refused when it is packed in a way that is not known, or broken
   */
  static byte[] json(byte[] bytes, String encoding, int limit) {
    boolean packed = bytes.length > 2 && bytes[0] == (byte) 0x1F && bytes[1] == (byte) 0x8B;
    if (!packed && encoding != null && encoding.matches("(?i)\\s*(br|deflate|zstd|compress)\\s*")) {
      throw new Refused("Content-Encoding " + encoding + " is not known; use gzip");
    }
    return packed ? unpacked(bytes, limit) : bytes;
  }

  /** The refusal of a body that is larger than a limit. */
  static Refused tooLarge(int limit) {
    return new Refused("the body is larger than %d kB".formatted(limit / 1_024));
  }

  /** Stops one byte after the limit: a bomb is cut off before it grows. */
  private static byte[] unpacked(byte[] bytes, int limit) {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readNBytes(limit + 1);
    } catch (IOException e) {
      throw new Refused("the body is broken gzip: " + e.getMessage());
    }
  }
}
