package io.tributary.loyalty.referral;

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
 * A new customer who used a member's code.
 *
 * @param uuid the id
 * @param referred the new customer, as named or as the profile's evidence says
 * @param referrer for whom the code was made
 * @param policyId the terms; null when none were in force
 * @param usedAt when the code was used
 * @param state what became of it
 * @param fault why it counts for nothing; null unless it does
 * @param orderId the order that qualifies; null while none does
 * @param qualifiedAt when it did what it takes; null while it has not
 * @param qualifyUntil until when it may; null for ever
 * @param suspicions what makes it suspicious
 * @param approved what staff decided; null while they have not
 * @param decidedBy who decided
 * @param decidedAt when
 * @param decisionReason why
 */
@Type("Referral")
@Description("A new customer who used a member's code.")
public record Referral(
    @Ignore UUID uuid,
    @Ignore UUID referred,
    @Ignore UUID referrer,
    @Ignore UUID policyId,
    @NonNull @Description("When the code was used.") OffsetDateTime usedAt,
    @NonNull @Description("What became of it.") ReferralState state,
    @Description("Why it counts for nothing; null unless it is VOID.") ReferralFault fault,
    @Ignore UUID orderId,
    @Description("When the new customer did what it takes; null while they have not.")
        OffsetDateTime qualifiedAt,
    @Description("Until when, exclusive, the order must be made; null for ever.")
        OffsetDateTime qualifyUntil,
    @NonNull @Description("What makes it suspicious; empty for most.")
        List<@NonNull ReferralSuspicion> suspicions,
    @Description("What staff decided; null while they have not.") Boolean approved,
    @Description("Who decided: the token's name; null while nobody has.") String decidedBy,
    @Description("When it was decided; null while it is not.") OffsetDateTime decidedAt,
    @Description("Why it was decided so; null while it is not.") String decisionReason)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID rfl_….")
  public String getId() {
    return TypeId.REFERRAL.encode(uuid);
  }

  /** The new customer's id. */
  @Id
  @NonNull
  @Description("The new customer, a TypeID.")
  public String getReferredId() {
    return TypeId.CUSTOMER.encode(referred);
  }

  /** The referrer's id. */
  @Id
  @NonNull
  @Description("The member whose code it was, a TypeID.")
  public String getReferrerId() {
    return TypeId.CUSTOMER.encode(referrer);
  }

  /** The order's id. */
  @Id
  @Description("The order that qualifies, a TypeID; null while none does, or where none is needed.")
  public String getQualifyingOrderId() {
    return orderId == null ? null : TypeId.ORDER.encode(orderId);
  }
}
