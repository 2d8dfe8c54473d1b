package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A customer's facts as the database has them.
 *
 * @param firstSeen when the first of the customer's profiles was first seen
 * @param purchases by currency
 * @param computedAt by programme, the instant that the stored membership holds for
 */
record CustomerFacts(
    Instant firstSeen, Map<String, List<Purchase>> purchases, Map<UUID, Instant> computedAt) {

  /** The member's tiers up to an instant; empty when the membership has not begun by then. */
  Optional<Replay> replay(ProgrammeRules rules, Instant asOf) {
    String currency = rules.programme().currency();
    MemberFacts facts = new MemberFacts(firstSeen, purchases.getOrDefault(currency, List.of()));
    return TierReplay.of(rules.policies(), facts, asOf);
  }

  /** The facts of two customers, taken as one. */
  CustomerFacts and(CustomerFacts other) {
    Map<String, List<Purchase>> all = new HashMap<>(purchases);
    other.purchases.forEach(
        (currency, more) ->
            all.merge(
                currency,
                more,
                (ours, theirs) -> Stream.concat(ours.stream(), theirs.stream()).toList()));
    Map<UUID, Instant> computed = new HashMap<>(computedAt);
    other.computedAt.forEach(
        (programme, at) -> computed.merge(programme, at, (a, b) -> a.isAfter(b) ? a : b));
    return new CustomerFacts(
        firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen, all, computed);
  }

  /** The instant that the stored membership holds for, or the given one when it is later. */
  Instant notBefore(UUID programme, Instant asOf) {
    Instant stored = computedAt.getOrDefault(programme, asOf);
    return stored.isAfter(asOf) ? stored : asOf;
  }
}
