package io.tributary.loyalty.reward;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Something that members can have for points.
 *
 * @param uuid the id
 * @param programmeId whose
 * @param currencyId of which points its price is
 * @param name unique within the programme
 * @param description in the words of staff; null for none
 * @param price in points
 * @param stock how many may be claimed in all; null for no limit
 * @param limitPerMember how many a member may have; null for no limit
 * @param tiers members of these may have it; empty for everybody
 * @param beginsAt from when; null from the beginning
 * @param endsAt until when, exclusive; null for ever
 * @param state how far it has come
 * @param createdAt when it was made
 */
@Type("Reward")
@Description("Something that members can have for points.")
public record Reward(
    @Ignore UUID uuid,
    @Ignore UUID programmeId,
    @Ignore UUID currencyId,
    @NonNull @Description("Unique within the programme.") String name,
    @Description("What it is, in the words of staff.") String description,
    @Description("What it costs, in points of its currency.") long price,
    @Description("How many may be claimed in all; null for no limit.") Long stock,
    @Description("How many a member may have; null for no limit.") Integer limitPerMember,
    @NonNull @Description("Members of these tiers may have it; empty for everybody.")
        List<@NonNull String> tiers,
    @Description("From when it can be had; null from its publication.") OffsetDateTime beginsAt,
    @Description("Until when, exclusive; null for no end.") OffsetDateTime endsAt,
    @NonNull @Description("How far it has come.") RewardState state,
    @NonNull @Description("When it was made.") OffsetDateTime createdAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID rwd_….")
  public String getId() {
    return TypeId.REWARD.encode(uuid);
  }
}
