package io.tributary.loyalty.tier;

import io.tributary.loyalty.Programme;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A programme with all the versions of its tier policy.
 *
 * @param programme which
 * @param policies in order; at least one
 * @param locks whether any of its members is or was held by a lock
 * @param others the programmes whose tiers any version recognises, without those that they
 *     recognise in turn
 */
record ProgrammeRules(
    Programme programme, List<TierPolicy> policies, boolean locks, List<ProgrammeRules> others) {
  /** The highest version. */
  TierPolicy latest() {
    return policies.get(policies.size() - 1);
  }

  /** The version in force at an instant; the first one for the time before it, too. */
  TierPolicy at(Instant instant) {
    TierPolicy found = policies.get(0);
    for (TierPolicy policy : policies) {
      found = policy.from().isAfter(instant) ? found : policy;
    }
    return found;
  }

  /** Whether any version asks for a measure. */
  boolean asks(TierMeasure measure) {
    return policies.stream().anyMatch(policy -> policy.asks(measure));
  }

  /** Whether any version recognises tiers of a programme. */
  boolean recognises(Programme other) {
    return policies.stream()
        .flatMap(policy -> policy.recognises().stream())
        .anyMatch(one -> one.programme().equals(other.uuid()));
  }

  /** The same with the programmes that it recognises, of all there are. */
  ProgrammeRules among(List<ProgrammeRules> all) {
    return new ProgrammeRules(
        programme,
        policies,
        locks,
        all.stream().filter(other -> recognises(other.programme())).toList());
  }

  /** The same with one more version. */
  ProgrammeRules with(TierPolicy next) {
    List<TierPolicy> more = new ArrayList<>(policies);
    more.add(next);
    return new ProgrammeRules(programme, List.copyOf(more), locks, others);
  }
}
