package io.tributary.loyalty.tier;

import io.tributary.loyalty.tier.MemberFacts.Elsewhere;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A customer's facts as the database has them.
 *
 * @param joined when the first profile was first seen of each customer that they were before merges
 * @param purchases by currency
 * @param visits to stores
 * @param growth growth value earned, by programme
 * @param locks by programme
 * @param computedAt by programme, the instant that the stored membership holds for
 * @param parts those customers by themselves; none for who was never merged
 */
record CustomerFacts(
    List<Instant> joined,
    Map<String, List<Deed>> purchases,
    List<Deed> visits,
    Map<UUID, List<Deed>> growth,
    Map<UUID, List<TierLock>> locks,
    Map<UUID, Instant> computedAt,
    List<CustomerFacts> parts) {

  /** The member's tiers up to an instant; empty when the membership has not begun by then. */
  Optional<Replay> replay(ProgrammeRules rules, Instant asOf) {
    return replay(rules, asOf, List.of());
  }

  /**
   * The same as if the member also did something.
   *
   * @param supposed what, none of it after the instant
   */
  Optional<Replay> replay(ProgrammeRules rules, Instant asOf, List<Deed> supposed) {
    List<Elsewhere> elsewhere = new ArrayList<>();
    Instant due = null;
    for (ProgrammeRules other : rules.others()) {
      // what was recognised elsewhere is not recognised in turn: two programmes may name each other
      Optional<Replay> there = alone(other, asOf);
      there.ifPresent(replay -> elsewhere.addAll(held(other.programme().uuid(), replay)));
      // who rose there before a merge was recognised for it, whatever both have there together
      for (CustomerFacts part : parts) {
        part.alone(other, asOf)
            .ifPresent(replay -> elsewhere.addAll(held(other.programme().uuid(), replay)));
      }
      due = earlier(due, there.map(Replay::due).orElse(null));
    }
    Instant first = due;
    return TierReplay.of(rules.policies(), facts(rules, supposed, elsewhere), asOf)
        .map(replay -> first == null ? replay : replay.dueBy(first));
  }

  private Optional<Replay> alone(ProgrammeRules rules, Instant asOf) {
    return joined.isEmpty()
        ? Optional.empty()
        : TierReplay.of(rules.policies(), facts(rules, List.of(), List.of()), asOf);
  }

  private static List<Elsewhere> held(UUID programme, Replay replay) {
    List<Elsewhere> held = new ArrayList<>();
    for (int i = 0; i < replay.history().size(); i++) {
      TierChange change = replay.history().get(i);
      boolean last = i + 1 == replay.history().size();
      Instant until = last ? null : replay.history().get(i + 1).at();
      held.add(new Elsewhere(programme, change.to(), change.at(), until));
    }
    return held;
  }

  private MemberFacts facts(ProgrammeRules rules, List<Deed> supposed, List<Elsewhere> elsewhere) {
    UUID programme = rules.programme().uuid();
    List<Deed> bought = purchases.getOrDefault(rules.programme().currency(), List.of());
    List<Deed> grown = growth.getOrDefault(programme, List.of());
    List<Deed> deeds = bought;
    if (!visits.isEmpty() || !grown.isEmpty() || !supposed.isEmpty()) {
      deeds = new ArrayList<>(bought);
      deeds.addAll(rules.asks(TierMeasure.VISITS) ? visits : List.of());
      deeds.addAll(grown);
      deeds.addAll(supposed);
    }
    return new MemberFacts(joined, deeds, locks.getOrDefault(programme, List.of()), elsewhere);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a == null || b != null && b.isBefore(a) ? b : a;
  }

  /** The facts of two customers, taken as one. */
  CustomerFacts and(CustomerFacts other) {
    Map<UUID, Instant> computed = new HashMap<>(computedAt);
    other.computedAt.forEach(
        (programme, at) -> computed.merge(programme, at, (a, b) -> a.isAfter(b) ? a : b));
    return new CustomerFacts(
        both(joined, other.joined),
        both(purchases, other.purchases),
        both(visits, other.visits),
        both(growth, other.growth),
        both(locks, other.locks),
        computed,
        both(apart(), other.apart()));
  }

  private List<CustomerFacts> apart() {
    return parts.isEmpty() ? List.of(this) : parts;
  }

  private static <K, V> Map<K, List<V>> both(Map<K, List<V>> ours, Map<K, List<V>> theirs) {
    Map<K, List<V>> all = new HashMap<>(ours);
    theirs.forEach((key, more) -> all.merge(key, more, CustomerFacts::both));
    return all;
  }

  private static <V> List<V> both(List<V> ours, List<V> theirs) {
    return Stream.concat(ours.stream(), theirs.stream()).toList();
  }

  /** The instant that the stored membership holds for, or the given one when it is later. */
  Instant notBefore(UUID programme, Instant asOf) {
    Instant stored = computedAt.getOrDefault(programme, asOf);
    return stored.isAfter(asOf) ? stored : asOf;
  }
}
