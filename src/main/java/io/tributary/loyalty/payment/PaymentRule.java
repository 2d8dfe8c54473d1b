package io.tributary.loyalty.payment;

import io.tributary.graphql.ApiException;
import java.math.BigInteger;

/**
 * What points are worth as money on an order. Pure.
 *
 * @param points so many points
 * @param worthMinor are worth so much, in minor units
 * @param minimum the fewest points that pay for an order
 * @param maximum the most that pay for one; null for no limit
 * @param share per cent of an order's total that points may pay
 */
record PaymentRule(long points, long worthMinor, long minimum, Long maximum, int share) {

  /** What points are worth, in minor units, rounded down. */
  long worth(long paid) {
    return part(worthMinor, paid, points);
  }

  /**
   * Checks a payment against the limits.
   *
   * @param paid how many points are to pay
   * @param before how many have paid for the same order already
   * @param total what the order comes to, in minor units; null when not said
   * @throws ApiException INVALID_INPUT with the field and what it may be
   */
  void check(long paid, long before, Long total) {
    if (before + paid < minimum) {
      throw ApiException.invalid("input.points", "Pay with at least " + minimum + " points.");
    }
    if (maximum != null && before + paid > maximum) {
      throw ApiException.invalid(
          "input.points",
          "At most %d points pay for an order, and %d have.".formatted(maximum, before));
    }
    if (worth(paid) == 0) {
      throw ApiException.invalid("input.points", "So few points are worth nothing. Pay with more.");
    }
    if (total == null && share < 100) {
      throw ApiException.invalid(
          "input.total", "Say the order's total: points pay up to " + share + " % of it.");
    }
    if (total != null && worth(before + paid) > part(total, share, 100)) {
      throw ApiException.invalid(
          "input.points", "Points pay up to " + share + " % of an order. Pay with fewer.");
    }
  }

  /**
   * How many points of a payment should have gone back: of cumulative returns, so that any split of
   * a return gives back as many as the whole.
   *
   * @param paid the payment's points
   * @param returned what came back of the order, in minor units
   * @param total what the order came to, in minor units
   */
  static long back(long paid, long returned, long total, boolean cancelled) {
    return cancelled ? paid : total <= 0 ? 0 : part(paid, Math.min(returned, total), total);
  }

  private static long part(long whole, long part, long of) {
    return BigInteger.valueOf(whole)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(of))
        .longValueExact();
  }
}
