package io.tributary.loyalty.ledger;

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
 * A correction of points above the currency's limit.
 *
 * @param uuid the id
 * @param customer whose points
 * @param currency of what
 * @param points how many; below 0 to take them
 * @param reason why
 * @param state what became of it
 * @param proposedBy who asked
 * @param proposedAt when
 * @param decidedBy who decided; null while it waits
 * @param decidedAt when
 */
@Type("PointsAdjustment")
@Description("A correction of points above the currency's limit, which a second person decides.")
public record PointsAdjustment(
    @Ignore UUID uuid,
    @Ignore UUID customer,
    @Ignore UUID currency,
    @Description("How many points; below 0 to take them.") long points,
    @NonNull @Description("Why.") String reason,
    @NonNull @Description("What became of it.") AdjustmentState state,
    @NonNull @Description("Who asked: the token's name.") String proposedBy,
    @NonNull @Description("When it was asked for.") OffsetDateTime proposedAt,
    @Description("Who decided; null while it waits.") String decidedBy,
    @Description("When it was decided; null while it waits.") OffsetDateTime decidedAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID pad_….")
  public String getId() {
    return TypeId.POINTS_ADJUSTMENT.encode(uuid);
  }

  /** The customer's TypeID. */
  @Id
  @NonNull
  @Description("Whose points: the customer's id.")
  public String getCustomerId() {
    return TypeId.CUSTOMER.encode(customer);
  }
}
