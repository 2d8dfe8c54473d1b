package io.tributary.loyalty.reward;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A reward that a member has for points.
 *
 * @param uuid the id
 * @param account on which account of the ledger
 * @param rewardId which reward
 * @param entry the entry that spent the points; null for one that was given for a mission
 * @param price the points that it cost
 * @param claimedAt when
 * @param cancelledAt when points and stock were given back; null while it stands
 */
@Type("RewardClaim")
@Description("A reward that a member has for points, or for a mission.")
public record RewardClaim(
    @Ignore UUID uuid,
    @Ignore UUID account,
    @Ignore UUID rewardId,
    @Ignore UUID entry,
    @Description("The points that it cost; 0 for one that was given for a mission.") long price,
    @NonNull @Description("When it was claimed.") OffsetDateTime claimedAt,
    @Description("When it was cancelled: points and stock went back. Null while it stands.")
        OffsetDateTime cancelledAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID rcl_….")
  public String getId() {
    return TypeId.REWARD_CLAIM.encode(uuid);
  }
}
