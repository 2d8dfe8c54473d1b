package io.tributary.loyalty.payment;

import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * An order that was paid with points.
 *
 * @param entry the entry of the ledger that spent them
 * @param source where the order is from
 * @param order the order's id there
 * @param points how many paid
 * @param back how many have gone back
 * @param amount what they paid
 * @param paidAt when
 */
@Type("PointsPayment")
@Description("An order that was paid with points, in whole or in part.")
public record PointsPayment(
    @Ignore UUID entry,
    @Ignore UUID source,
    @NonNull @Description("The order's id at its source.") String order,
    @Description("How many points paid.") long points,
    @Description("How many of them have gone back: with returns, or by cancelRedemption.")
        long back,
    @NonNull @Description("What they paid.") Money amount,
    @NonNull @Description("When.") OffsetDateTime paidAt) {

  /** The redemption, which cancelRedemption takes. */
  @Id
  @NonNull
  @Description("TypeID pte_… of the entry that spent the points; cancelRedemption takes it.")
  public String getRedemption() {
    return TypeId.POINTS_ENTRY.encode(entry);
  }

  /** The source's TypeID. */
  @Id
  @NonNull
  @Description("Where the order is from: the source's id.")
  public String getSourceId() {
    return TypeId.SOURCE.encode(source);
  }
}
