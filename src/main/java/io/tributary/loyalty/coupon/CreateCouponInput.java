package io.tributary.loyalty.coupon;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new coupon.
 *
 * @param programme whose, a TypeID
 * @param name unique within the programme
 * @param kind what it gives
 * @param percent for PERCENTAGE
 * @param amount for AMOUNT
 * @param gift for GIFT
 * @param minimumSpend null for none
 * @param maximumDiscount null for no limit
 * @param combinable null for not
 * @param limitPerMember null for no limit
 * @param limitInAll null for no limit
 * @param beginsAt null from now
 * @param endsAt null for no end
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("CreateCouponInput")
@Description("A new coupon. What it gives stays as it is, since codes are out; stopCoupon ends it.")
public record CreateCouponInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull @Description("1 to 100 characters, unique within the programme.") String name,
    @NonNull @Description("What it gives.") CouponKind kind,
    @Description("1 to 100 per cent off the goods; for PERCENTAGE alone.") Integer percent,
    @Description("Off the goods, in whole units of the programme's money; for AMOUNT alone.")
        String amount,
    @Description("The SKU of the product; for GIFT alone.") String gift,
    @Description("What the goods must come to before any discount; left out, nothing.")
        String minimumSpend,
    @Description("The most that it takes off; for PERCENTAGE; left out, no limit.")
        String maximumDiscount,
    @Description("Whether it can be used on an order with others that can; left out, alone.")
        Boolean combinable,
    @Description("How often a member may use it; left out, no limit.") Integer limitPerMember,
    @Description("How often it may be used in all; left out, no limit.") Long limitInAll,
    @Description("From when; left out, from now.") OffsetDateTime beginsAt,
    @Description("Until when, exclusive; left out, no end.") OffsetDateTime endsAt,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
