package io.tributary.loyalty.coupon;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import java.time.Instant;
import java.util.UUID;

/** Makes a coupon of what staff sent, or says which field is wrong and what it must be. */
final class CouponDraft {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_SKU = 200;

  private CouponDraft() {}

  /** The coupon that an input describes. INVALID_INPUT with the path of the field at fault. */
  static Coupon of(CreateCouponInput input, UUID id, String money, Instant now) {
    String name = PointsCaller.text("name", input.name(), LONGEST_NAME);
    require(name != null, "name", "Give it a name.");
    CouponKind kind = input.kind();
    boolean isPercentage = kind == CouponKind.PERCENTAGE;
    boolean isAmount = kind == CouponKind.AMOUNT;
    boolean isGift = kind == CouponKind.GIFT;
    require(
        isPercentage
            ? input.percent() != null && input.percent() >= 1 && input.percent() <= 100
            : input.percent() == null,
        "percent",
        "1 to 100, for PERCENTAGE alone.");
    require(isAmount == (input.amount() != null), "amount", "For AMOUNT alone.");
    String gift = PointsCaller.text("gift", input.gift(), LONGEST_SKU);
    require(isGift == (gift != null), "gift", "A product's SKU, for GIFT alone.");
    require(
        isPercentage || input.maximumDiscount() == null,
        "maximumDiscount",
        "For PERCENTAGE alone.");
    require(
        input.limitPerMember() == null || input.limitPerMember() > 0,
        "limitPerMember",
        "At least 1.");
    require(input.limitInAll() == null || input.limitInAll() > 0, "limitInAll", "At least 1.");
    require(
        input.endsAt() == null
            || input
                .endsAt()
                .toInstant()
                .isAfter(input.beginsAt() == null ? now : input.beginsAt().toInstant()),
        "endsAt",
        "It ends after it begins.");
    return new Coupon(
        id,
        money,
        name.strip(),
        kind,
        input.percent(),
        amount("amount", input.amount(), money),
        gift,
        input.minimumSpend() == null ? 0 : minor("minimumSpend", input.minimumSpend(), money),
        amount("maximumDiscount", input.maximumDiscount(), money),
        Boolean.TRUE.equals(input.combinable()),
        input.limitPerMember(),
        input.limitInAll(),
        input.beginsAt(),
        input.endsAt(),
        false,
        FactKeys.utc(now));
  }

  private static Long amount(String field, String amount, String money) {
    return amount == null ? null : (Long) PointsCaller.minor(field, amount, money);
  }

  /** An amount of 0 or more, in minor units. */
  static long minor(String field, String amount, String money) {
    return Money.minorUnits(amount, money)
        .filter(minor -> minor >= 0)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "input." + field,
                    "This is an amount in whole units of " + money + ", such as 88.00."));
  }

  private static void require(boolean holds, String field, String message) {
    if (!holds) {
      throw ApiException.invalid("input." + field, message);
    }
  }
}
