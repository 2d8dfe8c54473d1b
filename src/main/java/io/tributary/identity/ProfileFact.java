package io.tributary.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one message or row says of who somebody is.
 *
 * @param key the profile
 * @param links other keys of the same source that are the same person: the anonymous id of a
 *     sign-in, the previous id of an alias
 * @param identifiers as sent
 * @param attributes the glossary's names ({@code first_name}, {@code birth_date}, …) or the
 *     channel's own; values are JSON (string, number, boolean, list, map); a null value removes.
 *     {@code birth_date_verified} beside {@code birth_date} says whether the source checked it
 * @param paid whether the fact is a paid order, which makes phone and e-mail trustworthy
 * @param occurredAt when
 * @param statement of a fact whose sender did not say of when it is, a hash of what it says: the
 *     same again is of the time at which it was said first; null for a fact of a known time
 */
public record ProfileFact(
    ProfileKey key,
    List<ProfileKey> links,
    List<GivenIdentifier> identifiers,
    Map<String, Object> attributes,
    boolean paid,
    Instant occurredAt,
    UUID statement) {

  private static final String VERIFIED = "_verified";

  /** A fact of a known time. */
  public ProfileFact(
      ProfileKey key,
      List<ProfileKey> links,
      List<GivenIdentifier> identifiers,
      Map<String, Object> attributes,
      boolean paid,
      Instant occurredAt) {
    this(key, links, identifiers, attributes, paid, occurredAt, null);
  }

  /** The same fact at another time. */
  ProfileFact at(Instant instant) {
    return new ProfileFact(key, links, identifiers, attributes, paid, instant, statement);
  }

  /** A fact that says no more than that the profile was seen. */
  public static ProfileFact seen(ProfileKey key, boolean paid, Instant occurredAt) {
    return new ProfileFact(key, List.of(), List.of(), Map.of(), paid, occurredAt);
  }

  /** Whether an attribute only says of another one that it was checked. */
  boolean vouches(String name) {
    return name.endsWith(VERIFIED)
        && attributes.containsKey(name.substring(0, name.length() - VERIFIED.length()));
  }

  /** Whether the source checked an attribute's value. */
  boolean isVerified(String name) {
    Object said = attributes.get(name + VERIFIED);
    return Boolean.TRUE.equals(said)
        || said instanceof String text && text.equalsIgnoreCase("true");
  }
}
