package io.tributary.platform;

import java.time.Instant;
import java.util.UUID;

/**
 * What became of one fact.
 *
 * @param kind taken in, already known, or refused
 * @param profileId the profile it hangs on; null when it was refused or waits for its order
 * @param factId the row's id; null when it was refused
 * @param since when what it changed took place, of a line or a return when its order did; null when
 *     it changed nothing, or something that is of no time
 * @param column the input column at fault; null unless refused
 * @param reason what to do about it; null unless refused
 */
public record Outcome(
    Kind kind, UUID profileId, UUID factId, Instant since, String column, String reason) {
  /** The three ends a fact can come to. */
  public enum Kind {
    /** It changed something. */
    ACCEPTED,
    /** The same fact was there already; nothing changed. */
    DUPLICATE,
    /** It contradicts what is known, or names something unknown. */
    REFUSED
  }

  /** A fact that was taken in. */
  public static Outcome accepted(UUID profileId, UUID factId) {
    return acceptedFrom(null, profileId, factId);
  }

  /** A fact that was taken in and changes nothing before an instant. */
  public static Outcome acceptedFrom(Instant since, UUID profileId, UUID factId) {
    return new Outcome(Kind.ACCEPTED, profileId, factId, since, null, null);
  }

  /** A fact that was there already. */
  public static Outcome duplicate(UUID profileId, UUID factId) {
    return new Outcome(Kind.DUPLICATE, profileId, factId, null, null, null);
  }

  /** A fact that was refused. */
  public static Outcome refused(String column, String reason) {
    return new Outcome(Kind.REFUSED, null, null, null, column, reason);
  }
}
