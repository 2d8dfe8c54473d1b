package io.tributary.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one message or row says of who somebody is.
 *
 * @param key the profile
 * @param links other keys of the same source that are the same person: the anonymous id of a
 *     sign-in, the previous id of an alias
 * @param identifiers as sent
 * @param attributes the glossary's names ({@code first_name}, {@code birth_date}, …) or the
 *     channel's own; values are JSON (string, number, boolean, list, map); a null value removes
 * @param paid whether the fact is a paid order, which makes phone and e-mail trustworthy
 * @param occurredAt when
 */
public record ProfileFact(
    ProfileKey key,
    List<ProfileKey> links,
    List<GivenIdentifier> identifiers,
    Map<String, Object> attributes,
    boolean paid,
    Instant occurredAt) {

  /** A fact that says no more than that the profile was seen. */
  public static ProfileFact seen(ProfileKey key, boolean paid, Instant occurredAt) {
    return new ProfileFact(key, List.of(), List.of(), Map.of(), paid, occurredAt);
  }
}
