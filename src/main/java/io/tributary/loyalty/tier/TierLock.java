package io.tributary.loyalty.tier;

import io.tributary.graphql.Node;
import io.tributary.platform.FactKeys;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A tier that staff hold a member to, whatever was earned.
 *
 * @param uuid the id
 * @param kind in which way
 * @param tier the tier's name; a lock to a tier that the policy in force does not have holds
 *     nothing
 * @param from since when
 * @param end until when, exclusive: what was agreed, or when it was lifted; null while it is open
 * @param reason why
 * @param actor who set it
 */
@Type("TierLock")
@Description("A tier that staff hold a member to, whatever was earned.")
public record TierLock(
    @Ignore UUID uuid,
    @NonNull @Description("In which way.") Kind kind,
    @NonNull
        @Description(
            "The tier's name. A lock to a tier that the policy in force does not have holds nothing.")
        String tier,
    @Ignore Instant from,
    @Ignore Instant end,
    @NonNull @Description("Why, in the words of who set it.") String reason,
    @NonNull @Description("Who set it: the token's name.") String actor)
    implements Node {

  /** In which way a lock holds. */
  @Enum("TierLockKind")
  @Description(
      "In which way a lock holds. PIN: exactly this tier; of several the one set last. FLOOR: at least this tier."
          + " CEILING: at most this tier, whatever the floors say.")
  public enum Kind {
    /** Exactly this tier; of several pins the one set last. */
    PIN,
    /** At least this tier. */
    FLOOR,
    /** At most this tier, whatever the floors say. */
    CEILING
  }

  /** Whether it holds at an instant. */
  boolean holds(Instant at) {
    return !from.isAfter(at) && (end == null || end.isAfter(at));
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID tlk_….")
  public String getId() {
    return TypeId.TIER_LOCK.encode(uuid);
  }

  /** Since when. */
  @NonNull
  @Description("Since when.")
  public OffsetDateTime getSince() {
    return FactKeys.utc(from);
  }

  /** Until when. */
  @Description("Until when, exclusive; a lock that was lifted ended then. Null while it is open.")
  public OffsetDateTime getUntil() {
    return FactKeys.utc(end);
  }
}
