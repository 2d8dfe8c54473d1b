package io.tributary.loyalty.ledger;

import io.tributary.graphql.Node;
import io.tributary.loyalty.LocalDays;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Something a programme counts for its members.
 *
 * @param uuid the id
 * @param programmeId whose
 * @param money the programme's currency, ISO 4217
 * @param zone the programme's time zone: days, months and years are reckoned in it
 * @param code unique within the programme
 * @param spendable whether it can be spent; growth value never can
 * @param validFor from the local day of earning to the last usable one; null for ever
 * @param expiresWith to which end the last usable day is moved on
 * @param pendingPeriod how long earned points wait before they can be used; null not at all
 * @param gracePeriod how long points can be used that come back after their lot has ended
 * @param adjustmentLimit corrections by staff of more than this need a second person
 */
@Type("PointsCurrency")
@Description(
    "Something a programme counts for its members: points that can be spent, growth value (成长值) that never is.")
public record PointsCurrency(
    @Ignore UUID uuid,
    @Ignore UUID programmeId,
    @Ignore String money,
    @Ignore ZoneId zone,
    @NonNull @Description("Its code, unique within the programme: POINTS, GROWTH.") String code,
    @Description("Whether it can be spent, given away or reserved; growth value never can.")
        boolean spendable,
    @Ignore Period validFor,
    @NonNull @Description("To which end the last usable day is moved on.") ExpiresWith expiresWith,
    @Ignore Period pendingPeriod,
    @Ignore Period gracePeriod,
    @Description("A correction by staff of more points than this needs a second person.")
        long adjustmentLimit)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID pcu_….")
  public String getId() {
    return TypeId.POINTS_CURRENCY.encode(uuid);
  }

  /** The validity as ISO 8601. */
  @Description(
      "How long points are usable: ISO 8601, from the local day of earning to the last usable one; null for ever.")
  public String getValidity() {
    return validFor == null ? null : validFor.toString();
  }

  /** The waiting time as ISO 8601. */
  @Description(
      "How long earned points are pending before they can be used, ISO 8601; null when they are not.")
  public String getPendingFor() {
    return pendingPeriod == null ? null : pendingPeriod.toString();
  }

  /** The grace as ISO 8601. */
  @NonNull
  @Description("How long points are usable that come back after their lot has ended, ISO 8601.")
  public String getGrace() {
    return gracePeriod.toString();
  }

  /** The start of the day after the last usable one of points earned at an instant; or null. */
  public Instant expiresAt(Instant earned) {
    return validFor == null
        ? null
        : LocalDays.endAfter(earned, validFor, zone, expiresWith.adjuster());
  }

  /** From when points earned at an instant can be used: the start of a local day, or at once. */
  public Instant activeAt(Instant earned) {
    return pendingPeriod == null ? earned : LocalDays.endAfter(earned, pendingPeriod, zone);
  }

  /** Until when points are usable that come back at an instant, after their lot has ended. */
  Instant graceUntil(Instant back) {
    return LocalDays.endAfter(back, gracePeriod, zone);
  }
}
