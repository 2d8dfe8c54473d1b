package io.tributary.loyalty.coupon;

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
 * Codes that are made together.
 *
 * @param uuid the id
 * @param couponId for which coupon
 * @param size how many
 * @param made how many are made so far
 * @param createdAt when it was asked for
 */
@Type("CouponBatch")
@Description("Codes that the job make-coupon-codes makes together.")
public record CouponBatch(
    @Ignore UUID uuid,
    @Ignore UUID couponId,
    @Description("How many codes.") int size,
    @Description("How many are made so far.") int made,
    @NonNull @Description("When it was asked for.") OffsetDateTime createdAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID cbt_….")
  public String getId() {
    return TypeId.COUPON_BATCH.encode(uuid);
  }
}
