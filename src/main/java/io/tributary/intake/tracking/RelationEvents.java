package io.tributary.intake.tracking;

import io.tributary.identity.relation.RelationFact;
import io.tributary.identity.relation.RelationKind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/** Reads the events that say who is with whom: plain names, and WeCom's own for its callbacks. */
final class RelationEvents {
  /** What an event's name says. */
  private record Meaning(RelationKind kind, boolean joins) {}

  /**
   * WeCom tells a contact that the member of staff removed from one who removed the member of
   * staff; either way the two are apart.
   */
  private static final Map<String, Meaning> NAMES =
      Map.of(
          "staff added", new Meaning(RelationKind.STAFF, true),
          "staff removed", new Meaning(RelationKind.STAFF, false),
          "group joined", new Meaning(RelationKind.GROUP, true),
          "group left", new Meaning(RelationKind.GROUP, false),
          "add external contact", new Meaning(RelationKind.STAFF, true),
          "del external contact", new Meaning(RelationKind.STAFF, false),
          "del follow user", new Meaning(RelationKind.STAFF, false));

  private RelationEvents() {}

  /**
   * What an event says of a relation; null when it is no such event.
   *
   * @param name lower case, words apart
   * @param at when it happened, unless {@code joined_at} or {@code left_at} say otherwise
   * @throws Refused when an id is missing or none, or a time cannot be read
   */
  static RelationFact read(String name, Fields properties, Instant at, ZoneId zone) {
    Meaning meaning = NAMES.get(name);
    if (meaning == null) {
      return null;
    }
    Instant joinedAt = time(properties, "joined_at", zone);
    Instant leftAt = time(properties, "left_at", zone);
    if (meaning.joins() && joinedAt == null) {
      joinedAt = at;
    }
    if (!meaning.joins() && leftAt == null) {
      leftAt = at;
    }
    RelationFact fact =
        new RelationFact(
            null,
            meaning.kind(),
            properties.text("corp_id", "wecom_corpid", "ToUserName"),
            meaning.kind() == RelationKind.STAFF
                ? properties.text("staff_id", "UserID")
                : properties.text("chat_id", "group_id"),
            joinedAt,
            leftAt);
    fact.refusal()
        .ifPresent(
            why -> {
              throw new Refused("the " + why);
            });
    return fact;
  }

  private static Instant time(Fields properties, String name, ZoneId zone) {
    Object said = properties.any(name);
    return said == null
        ? null
        : EventTime.read(said, zone)
            .orElseThrow(
                () -> new Refused(name + " is neither ISO 8601 nor milliseconds since 1970"));
  }
}
