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
 */
record ProgrammeRules(Programme programme, List<TierPolicy> policies) {
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

  /** The same with one more version. */
  ProgrammeRules with(TierPolicy next) {
    List<TierPolicy> more = new ArrayList<>(policies);
    more.add(next);
    return new ProgrammeRules(programme, List.copyOf(more));
  }
}
