package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lots would pay for a spending, and what would be left: the same walk as the statement that
 * spends, by earliest expiry.
 *
 * @param used how many points of which lot, in order of use; empty when there are too few
 * @param left the lots that would hold points after it, in order of use
 */
record RedemptionPlan(List<Lot> used, List<Lot> left) {
  /**
   * Plans a spending.
   *
   * @param usable lots that can be used now
   * @param points how many are to be spent
   * @param available how many can be: less than the lots hold where another account of the person
   *     owes some
   */
  static RedemptionPlan of(Collection<Lot> usable, long points, long available) {
    List<Lot> used = new ArrayList<>();
    List<Lot> left = new ArrayList<>();
    long open = points > available ? 0 : points;
    for (Lot lot : usable.stream().sorted(Lot.IN_ORDER_OF_USE).toList()) {
      long part = Math.min(open, lot.remaining());
      open -= part;
      if (part > 0) {
        used.add(lot.plus(part - lot.remaining()));
      }
      if (lot.remaining() > part) {
        left.add(lot.plus(-part));
      }
    }
    return new RedemptionPlan(used, left);
  }

  /** What would be left, by when it ends; what never ends has no instant and comes last. */
  Map<Instant, Long> leftByExpiry() {
    Map<Instant, Long> days = new LinkedHashMap<>();
    left.forEach(lot -> days.merge(lot.expiresAt(), lot.remaining(), Long::sum));
    return days;
  }
}
