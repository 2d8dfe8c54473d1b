package io.tributary.insight.churn;

import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;

/**
 * Customers at risk, and what the list rests on.
 *
 * @param asOf the instant it is true for; null where no run has ended
 * @param computedAt when; null where no run has ended
 * @param customers how many were judged; null where no run has ended
 * @param found the customers, the greatest expected loss first
 */
record AtRisk(
    OffsetDateTime asOf, OffsetDateTime computedAt, Integer customers, List<Churn> found) {

  /** PostgreSQL orders ids by their bytes, which their text does too and compareTo does not. */
  static final Comparator<Churn> DEAREST_FIRST =
      Comparator.comparingLong(AtRisk::loss)
          .thenComparing(churn -> churn.customer().toString())
          .reversed();

  /** What is expected to be lost, in minor units; nothing known is 0. */
  static long loss(Churn churn) {
    return churn.expectedValueLost() == null ? 0 : churn.expectedValueLost().minor();
  }

  /** The customers from behind a place on, so many of them. */
  AtRisk behind(long loss, String customer, int most) {
    return page(
        found.stream()
            .filter(
                one ->
                    loss(one) < loss
                        || loss(one) == loss && one.customer().toString().compareTo(customer) < 0)
            .limit(most)
            .toList());
  }

  /** The first customers. */
  AtRisk first(int most) {
    return page(found.stream().limit(most).toList());
  }

  private AtRisk page(List<Churn> some) {
    return new AtRisk(asOf, computedAt, customers, some);
  }
}
