package io.tributary.loyalty.coupon;

import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A code that stands for a coupon.
 *
 * @param hash what it is found by
 * @param couponId for which coupon
 * @param customer to whom it was given; null for whoever has it
 * @param code as people write it
 * @param shared whether many may use it
 * @param used whether it is used; never for one that many share
 * @param madeAt when
 */
@Type("CouponCode")
@Description("A code that stands for a coupon.")
public record CouponCode(
    @Ignore UUID hash,
    @Ignore UUID couponId,
    @Ignore UUID customer,
    @NonNull @Description("As people write it; case, blanks and dashes do not matter, nor O for 0.")
        String code,
    @Description("Whether many may use it; otherwise it is used once.") boolean shared,
    @Description("Whether it is used; always false for one that many share.") boolean used,
    @NonNull @Description("When it was made, or given.") OffsetDateTime madeAt) {

  /** To whom it was given. */
  @Id
  @Description("The customer to whom it was given; null for whoever has it.")
  public String getCustomerId() {
    return customer == null ? null : TypeId.CUSTOMER.encode(customer);
  }
}
