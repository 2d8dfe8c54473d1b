package io.tributary.loyalty.coupon;

import io.tributary.graphql.Node;
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
 * What a coupon gives, and on what conditions.
 *
 * @param uuid the id
 * @param money the programme's currency
 * @param name unique within the programme
 * @param kind what it gives
 * @param percent of the goods; null for other kinds
 * @param amountMinor off the goods, in minor units; null for other kinds
 * @param gift the product's SKU; null for other kinds
 * @param minimumMinor what the goods must come to, in minor units
 * @param maximumMinor the most that a percentage takes off; null for no limit
 * @param combinable whether it can be used with others that can
 * @param limitPerMember how often a member may use it; null for no limit
 * @param limitInAll how often it may be used; null for no limit
 * @param beginsAt from when; null from the beginning
 * @param endsAt until when, exclusive; null for ever
 * @param stopped whether nobody can use it now
 * @param createdAt when it was made
 */
@Type("Coupon")
@Description("What a coupon gives, and on what conditions; codes stand for it.")
public record Coupon(
    @Ignore UUID uuid,
    @Ignore String money,
    @NonNull @Description("Unique within the programme.") String name,
    @NonNull @Description("What it gives.") CouponKind kind,
    @Description("Per cent off the goods; null for other kinds.") Integer percent,
    @Ignore Long amountMinor,
    @Description("The SKU of the product that is given; null for other kinds.") String gift,
    @Ignore long minimumMinor,
    @Ignore Long maximumMinor,
    @Description("Whether it can be used on an order with others that can.") boolean combinable,
    @Description("How often a member may use it; null for no limit.") Integer limitPerMember,
    @Description("How often it may be used in all; null for no limit.") Long limitInAll,
    @Description("From when; null from the beginning.") OffsetDateTime beginsAt,
    @Description("Until when, exclusive; null for no end.") OffsetDateTime endsAt,
    @Description("Whether it was stopped: nobody can use it now.") boolean stopped,
    @NonNull @Description("When it was made.") OffsetDateTime createdAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID cpn_….")
  public String getId() {
    return TypeId.COUPON.encode(uuid);
  }

  /** The amount off. */
  @Description("What it takes off the goods; null for other kinds.")
  public Money getAmount() {
    return amountMinor == null ? null : new Money(amountMinor, money);
  }

  /** The minimum spend. */
  @NonNull
  @Description("What the goods must come to before any discount.")
  public Money getMinimumSpend() {
    return new Money(minimumMinor, money);
  }

  /** The most that a percentage takes off. */
  @Description("The most that a percentage takes off; null for no limit.")
  public Money getMaximumDiscount() {
    return maximumMinor == null ? null : new Money(maximumMinor, money);
  }
}
