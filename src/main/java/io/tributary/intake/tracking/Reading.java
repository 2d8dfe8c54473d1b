package io.tributary.intake.tracking;

import io.tributary.identity.ProfileFact;
import java.nio.charset.StandardCharsets;

/** What came of reading one message. */
sealed interface Reading {
  /** The message as it came. */
  String raw();

  /** The sender's id of it; null when there is none. */
  String id();

  /**
   * A message that can be taken in.
   *
   * @param raw as it came
   * @param id the sender's, or a hash of the message; the same message is taken once
   * @param who what it says of a person
   * @param fact what it reports
   */
  record Message(String raw, String id, ProfileFact who, Fact fact) implements Reading {}

  /**
   * A message that cannot.
   *
   * @param raw as it came
   * @param id the sender's; null when there is none
   * @param reason what is wrong
   */
  record Refusal(String raw, String id, String reason) implements Reading {
    /** No more than a good message may have is kept of a bad one. */
    private static final int KEPT = Messages.LARGEST;

    public Refusal {
      raw = raw.replace('\0', '\uFFFD');
      reason = reason.replace('\0', '\uFFFD');
      id = id == null ? null : id.replace('\0', '\uFFFD');
    }

    /** The message, cut at 32 kB. */
    String body() {
      byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
      int end = Math.min(bytes.length, KEPT);
      while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
        end--; // not in the middle of a character
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
  }
}
