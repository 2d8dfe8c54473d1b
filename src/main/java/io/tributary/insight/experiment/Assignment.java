package io.tributary.insight.experiment;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Who is in which group of an experiment: that follows from a hash, whoever asks and when. */
final class Assignment {
  /** Buckets, of which each arm takes its share. */
  static final int BUCKETS = 10_000;

  private Assignment() {}

  /**
   * A customer's bucket: the SHA-256 of salt, experiment and customer, with a zero byte after each
   * of the first two, modulo the number of buckets.
   */
  static int bucket(String salt, String experiment, String customer) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (salt + '\0' + experiment + '\0' + customer).getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, hash).mod(BigInteger.valueOf(BUCKETS)).intValue();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
