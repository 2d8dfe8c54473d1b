package io.tributary.loyalty.tier.benefit;

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
 * That a member used a benefit.
 *
 * @param uuid the id
 * @param customerId for whom
 * @param benefitId which
 * @param requestHash what request made it
 * @param year of which year's
 * @param tier the member's tier then
 * @param reference the caller's
 * @param usedAt when
 * @param rolledBackAt when it was taken back; null while it counts
 */
@Type("TierBenefitUse")
@Description("That a member used a benefit.")
public record TierBenefitUse(
    @Ignore UUID uuid,
    @Ignore UUID customerId,
    @Ignore UUID benefitId,
    @Ignore UUID requestHash,
    @Description("The calendar year of the programme that it counts in.") int year,
    @NonNull @Description("The member's tier then.") String tier,
    @Description("The caller's, such as an order's number.") String reference,
    @NonNull @Description("When.") OffsetDateTime usedAt,
    @Description("When it was taken back; null while it counts.") OffsetDateTime rolledBackAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID tbu_….")
  public String getId() {
    return TypeId.TIER_BENEFIT_USE.encode(uuid);
  }
}
