package io.tributary.loyalty.tier.benefit;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Something that tiers come with.
 *
 * @param uuid the id
 * @param programmeId whose
 * @param name unique within the programme
 * @param kind what it is
 * @param tiers who has it
 */
@Type("TierBenefit")
@Description("Something that tiers come with.")
public record TierBenefit(
    @Ignore UUID uuid,
    @Ignore UUID programmeId,
    @NonNull @Description("Unique within the programme.") String name,
    @NonNull @Description("What it is.") TierBenefitKind kind,
    @NonNull @Description("Which tiers have it.") List<@NonNull TierBenefitShare> tiers)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID tbn_….")
  public String getId() {
    return TypeId.TIER_BENEFIT.encode(uuid);
  }

  /** What members of a tier have of it; empty for a tier that does not. */
  Optional<TierBenefitShare> of(String tier) {
    return tiers.stream().filter(share -> share.tier().equals(tier)).findFirst();
  }
}
