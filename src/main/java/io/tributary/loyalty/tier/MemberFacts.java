package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All that the tiers of one member follow from.
 *
 * @param since when the customer was first seen: the membership begins here, or with the first
 *     purchase if that is earlier
 * @param purchases in the programme's currency, in any order
 */
record MemberFacts(Instant since, List<Purchase> purchases) {
  MemberFacts {
    purchases =
        purchases.stream()
            .sorted(Comparator.comparing(Purchase::at).thenComparing(Purchase::orderId))
            .toList();
    if (!purchases.isEmpty() && purchases.get(0).at().isBefore(since)) {
      since = purchases.get(0).at();
    }
  }
}
