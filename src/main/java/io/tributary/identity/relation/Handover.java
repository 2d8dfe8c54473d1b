package io.tributary.identity.relation;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A person handed over from one member of staff to another.
 *
 * @param uuid its id
 * @param profile whose
 * @param corpId within which corp
 * @param fromStaffId who looked after them
 * @param toStaffId who is to
 * @param fromResigned whether the first had left the corp
 * @param state how far it has come
 * @param reason for the record
 * @param requestedBy who asked for it
 * @param requestedAt when
 * @param settledAt when it came to its end; null before that
 */
@Type("Handover")
@Description("A person handed over from one member of staff to another.")
public record Handover(
    @Ignore UUID uuid,
    @Ignore UUID profile,
    @NonNull @Description("The corp within which the staff ids are unique.") String corpId,
    @NonNull @Description("Who looked after them.") String fromStaffId,
    @NonNull @Description("Who is to.") String toStaffId,
    @Description("Whether the first had left the corp; then no limit holds.") boolean fromResigned,
    @NonNull @Description("How far it has come.") State state,
    @Description("What was given as the reason.") String reason,
    @NonNull @Description("Who asked for it.") String requestedBy,
    @NonNull @Description("When it was asked for.") OffsetDateTime requestedAt,
    @Description("When it came to its end; null before that.") OffsetDateTime settledAt)
    implements Node {

  /** How far a hand-over has come. */
  @Enum("HandoverState")
  @Description("How far a hand-over has come.")
  public enum State {
    /** Asked for; the person may still refuse. */
    REQUESTED,
    /** Done. */
    COMPLETED,
    /** The person refused. */
    REFUSED,
    /** Not possible, as when the second has as many contacts as one may have. */
    FAILED
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID hov_….")
  public String getId() {
    return TypeId.HANDOVER.encode(uuid);
  }

  /** The profile. */
  @Id
  @NonNull
  @Description("The profile that is handed over.")
  public String getProfileId() {
    return TypeId.PROFILE.encode(profile);
  }

  /** Until when the person may refuse. */
  @NonNull
  @Description("Until when the person may refuse: 24 hours after it was asked for.")
  public OffsetDateTime getRefusableUntil() {
    return requestedAt.plus(HandoverRule.REFUSABLE);
  }
}
