package io.tributary.intake.tracking;

import io.tributary.identity.ProfileFact;

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
  record Refusal(String raw, String id, String reason) implements Reading {}
}
