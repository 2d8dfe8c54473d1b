package io.tributary.loyalty.coupon;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What codes give on an order. Pure.
 *
 * <p>Percentages come first, the greatest before the others, each of what is left of the goods,
 * rounded down; then amounts, the greatest first; nothing goes below zero. So the answer does not
 * depend on the order in which codes are typed.
 */
final class CouponRule {
  private CouponRule() {}

  /**
   * A code as it stands.
   *
   * @param coupon what it stands for; null when nobody knows the code
   * @param theirs whether it is free, or was given to the member
   * @param used whether it is used; never for a code that many share
   * @param memberUses how often the member has used its coupon
   * @param allUses how often its coupon is used in all
   */
  record Code(
      String code, Coupon coupon, boolean theirs, boolean used, long memberUses, long allUses) {}

  /**
   * What a code gives.
   *
   * @param refusal why nothing; null when it can be used
   * @param goods off the goods, in minor units
   * @param shipping off the shipping, in minor units
   * @param gift the product; null for none
   */
  record Given(String code, CouponRefusal refusal, long goods, long shipping, String gift) {}

  /**
   * What codes give together; those that cannot be used give nothing and are left out for the
   * others.
   *
   * @param goods what the goods come to, in minor units
   * @param shipping what the shipping comes to, in minor units
   * @return in the order of the codes
   */
  static List<Given> give(List<Code> codes, long goods, long shipping, Instant at) {
    CouponRefusal[] refusals = new CouponRefusal[codes.size()];
    Map<UUID, Integer> before = new HashMap<>();
    for (int i = 0; i < refusals.length; i++) {
      Code code = codes.get(i);
      int same = code.coupon() == null ? 0 : before.getOrDefault(code.coupon().uuid(), 0);
      refusals[i] = refuses(code, same, goods, at);
      if (refusals[i] == null) {
        before.put(code.coupon().uuid(), same + 1);
      }
    }
    List<Integer> usable =
        IntStream.range(0, refusals.length).filter(i -> refusals[i] == null).boxed().toList();
    if (usable.size() > 1) {
      usable.stream()
          .filter(i -> !codes.get(i).coupon().combinable())
          .forEach(i -> refusals[i] = CouponRefusal.NOT_COMBINABLE);
    }
    Given[] given = new Given[refusals.length];
    long left = goods;
    long unpaid = shipping;
    for (int i : inOrder(codes)) {
      Code code = codes.get(i);
      long off = refusals[i] == null ? off(code.coupon(), left) : 0;
      boolean ships = refusals[i] == null && code.coupon().kind() == CouponKind.FREE_SHIPPING;
      long free = ships ? unpaid : 0;
      String gift = refusals[i] == null ? code.coupon().gift() : null;
      if (refusals[i] == null && off == 0 && free == 0 && gift == null) {
        refusals[i] = CouponRefusal.NOTHING_TO_GIVE;
      }
      left -= off;
      unpaid -= free;
      given[i] = new Given(code.code(), refusals[i], off, free, gift);
    }
    return List.of(given);
  }

  private static CouponRefusal refuses(Code code, int same, long goods, Instant at) {
    Coupon coupon = code.coupon();
    if (coupon == null) {
      return CouponRefusal.UNKNOWN;
    }
    if (!code.theirs()) {
      return CouponRefusal.OTHER_MEMBER;
    }
    if (code.used()) {
      return CouponRefusal.USED;
    }
    if (coupon.stopped()) {
      return CouponRefusal.STOPPED;
    }
    if (coupon.beginsAt() != null && at.isBefore(coupon.beginsAt().toInstant())) {
      return CouponRefusal.NOT_BEGUN;
    }
    if (coupon.endsAt() != null && !at.isBefore(coupon.endsAt().toInstant())) {
      return CouponRefusal.ENDED;
    }
    if (coupon.limitPerMember() != null && code.memberUses() + same >= coupon.limitPerMember()) {
      return CouponRefusal.LIMIT_REACHED;
    }
    if (coupon.limitInAll() != null && code.allUses() + same >= coupon.limitInAll()) {
      return CouponRefusal.USED_UP;
    }
    return goods < coupon.minimumMinor() ? CouponRefusal.MINIMUM_SPEND : null;
  }

  private static List<Integer> inOrder(List<Code> codes) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, codes.size()).boxed().toList());
    order.sort(
        Comparator.comparing((Integer i) -> rank(codes.get(i).coupon()))
            .thenComparing(i -> -strength(codes.get(i).coupon()))
            .thenComparing(i -> codes.get(i).code()));
    return order;
  }

  private static int rank(Coupon coupon) {
    return coupon == null ? CouponKind.values().length : coupon.kind().ordinal();
  }

  private static long strength(Coupon coupon) {
    if (coupon == null) {
      return 0;
    }
    return switch (coupon.kind()) {
      case PERCENTAGE -> coupon.percent();
      case AMOUNT -> coupon.amountMinor();
      case GIFT, FREE_SHIPPING -> 0;
    };
  }

  private static long off(Coupon coupon, long left) {
    return switch (coupon.kind()) {
      case PERCENTAGE -> {
        long share =
            BigInteger.valueOf(left)
                .multiply(BigInteger.valueOf(coupon.percent()))
                .divide(BigInteger.valueOf(100))
                .longValueExact();
        yield coupon.maximumMinor() == null ? share : Math.min(share, coupon.maximumMinor());
      }
      case AMOUNT -> Math.min(left, coupon.amountMinor());
      case GIFT, FREE_SHIPPING -> 0;
    };
  }
}
