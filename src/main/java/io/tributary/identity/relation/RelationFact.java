package io.tributary.identity.relation;

import io.tributary.identity.IdWords;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What one message or row says of a profile's relation.
 *
 * @param profileId whose; null until identity has said it
 * @param kind to whom
 * @param corpId within which corp; case is kept
 * @param partyId the staff member's user id or the group's chat id; case is kept
 * @param joinedAt when it began; null when the fact does not say
 * @param leftAt when it ended; null when the fact does not say
 */
public record RelationFact(
    UUID profileId,
    RelationKind kind,
    String corpId,
    String partyId,
    Instant joinedAt,
    Instant leftAt) {

  /** The same of a profile. */
  public RelationFact of(UUID profile) {
    return new RelationFact(profile, kind, corpId, partyId, joinedAt, leftAt);
  }

  /** What is wrong with the ids or times, to follow the word "the"; empty when nothing is. */
  public Optional<String> refusal() {
    Optional<String> corp = IdWords.refusal(corpId).map(why -> "corp id " + why);
    Optional<String> party = IdWords.refusal(partyId).map(why -> "staff or chat id " + why);
    Optional<String> times =
        joinedAt == null && leftAt == null
            ? Optional.of("times of joining and leaving are both missing")
            : Optional.empty();
    return corp.or(() -> party).or(() -> times);
  }
}
