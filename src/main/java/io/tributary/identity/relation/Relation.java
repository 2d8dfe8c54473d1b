package io.tributary.identity.relation;

import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A member of staff or a group chat that a profile is or was with.
 *
 * @param profile whose
 * @param kind to whom
 * @param corpId within which corp
 * @param partyId the staff member's user id or the group's chat id
 * @param firstJoinedAt the earliest known time of joining
 * @param joinedAt the latest known time of joining
 * @param leftAt the latest known time of leaving
 */
@Description("A member of staff or a group chat that a profile is or was with.")
public record Relation(
    @Ignore UUID profile,
    @NonNull @Description("To whom.") RelationKind kind,
    @NonNull @Description("The corp within which partyId is unique.") String corpId,
    @NonNull @Description("The staff member's user id or the group's chat id; case matters.")
        String partyId,
    @Description("The earliest known time of joining; null when only a leaving is known.")
        OffsetDateTime firstJoinedAt,
    @Description("The latest known time of joining; null when only a leaving is known.")
        OffsetDateTime joinedAt,
    @Description(
            "The latest known time of leaving; it may be before joinedAt, when they came back.")
        OffsetDateTime leftAt) {

  /** The profile. */
  @Id
  @NonNull
  @Description("The profile.")
  public String getProfileId() {
    return TypeId.PROFILE.encode(profile);
  }

  /** Whether it holds: joined and not left since; at one instant the leaving counts. */
  @Name("isCurrent")
  @Description("Whether it holds: joined, and not left since.")
  public boolean isCurrent() {
    return joinedAt != null && (leftAt == null || joinedAt.isAfter(leftAt));
  }

  /** The same with what another source of it knows; in any order and any number of times. */
  Relation with(Relation other) {
    return new Relation(
        profile,
        kind,
        corpId,
        partyId,
        earlier(firstJoinedAt, other.firstJoinedAt),
        later(joinedAt, other.joinedAt),
        later(leftAt, other.leftAt));
  }

  private static OffsetDateTime earlier(OffsetDateTime one, OffsetDateTime other) {
    return one == null || other != null && other.isBefore(one) ? other : one;
  }

  private static OffsetDateTime later(OffsetDateTime one, OffsetDateTime other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }
}
