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
 * An order that coupons were used on.
 *
 * @param uuid the id
 * @param account on which account
 * @param order in the caller's words
 * @param redeemedAt when
 * @param rolledBackAt when its codes were given back; null while it stands
 */
@Type("CouponRedemption")
@Description("An order that coupons were used on.")
public record CouponRedemption(
    @Ignore UUID uuid,
    @Ignore UUID account,
    @NonNull @Description("The order, in the caller's words.") String order,
    @NonNull @Description("When.") OffsetDateTime redeemedAt,
    @Description("When its codes were given back; null while it stands.")
        OffsetDateTime rolledBackAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID crd_….")
  public String getId() {
    return TypeId.COUPON_REDEMPTION.encode(uuid);
  }
}
