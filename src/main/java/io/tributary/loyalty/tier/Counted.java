package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts known by an instant, and what a window over them holds. A later fact never leaves
 * before an earlier one, so every window is an end of the list.
 *
 * @param facts in order of time
 */
record Counted(List<QualifyingFact> facts) {
  /**
   * How much of a measure the window holds at an instant.
   *
   * @param from facts before it do not count
   */
  long sum(TierMeasure measure, Instant from, Instant at) {
    Sum sum = new Sum(measure);
    for (int i = facts.size() - 1; i >= 0 && counts(facts.get(i), from, at); i--) {
      sum.add(facts.get(i));
    }
    return sum.total;
  }

  /** The instant up to which facts known now go on meeting a condition; null when they do not. */
  Instant meets(Condition condition, Instant from, Instant at) {
    Sum sum = new Sum(condition.measure());
    for (int i = facts.size() - 1; i >= 0 && counts(facts.get(i), from, at); i--) {
      sum.add(facts.get(i));
      if (sum.total >= condition.minimum()) {
        return facts.get(i).leaves();
      }
    }
    return null;
  }

  /** The same for a requirement: the alternative that is met longest. */
  Instant meets(Requirement requirement, Instant from, Instant at) {
    Instant longest = null;
    for (List<Condition> all : requirement.anyOf()) {
      Instant until = Instant.MAX;
      for (int i = 0; i < all.size() && until != null; i++) {
        Instant one = meets(all.get(i), from, at);
        until = one == null || one.isBefore(until) ? one : until;
      }
      if (until != null && (longest == null || until.isAfter(longest))) {
        longest = until;
      }
    }
    return longest;
  }

  /** What each alternative still lacks at an instant; what is there already is left out. */
  List<List<Condition>> missing(Requirement requirement, Instant from, Instant at) {
    List<List<Condition>> alternatives = new ArrayList<>();
    for (List<Condition> all : requirement.anyOf()) {
      List<Condition> lacks = new ArrayList<>();
      for (Condition one : all) {
        long missing = one.minimum() - sum(one.measure(), from, at);
        if (missing > 0) {
          lacks.add(new Condition(one.measure(), missing));
        }
      }
      alternatives.add(lacks);
    }
    return alternatives;
  }

  /** The next instant at which a fact leaves the window, or null. */
  Instant firstToLeave(Instant asOf) {
    for (QualifyingFact fact : facts) {
      if (fact.amount() > 0 && fact.leaves().isAfter(asOf)) {
        return fact.leaves().equals(Instant.MAX) ? null : fact.leaves();
      }
    }
    return null;
  }

  private static boolean counts(QualifyingFact fact, Instant from, Instant at) {
    return fact.leaves().isAfter(at) && !fact.at().isBefore(from);
  }

  /** Adds up one measure, from the latest fact back. */
  private static final class Sum {
    private final TierMeasure measure;
    private long total;
    private long day = Long.MIN_VALUE;

    private Sum(TierMeasure measure) {
      this.measure = measure;
    }

    private void add(QualifyingFact fact) {
      if (fact.deeds() != measure.deeds() || fact.amount() == 0) {
        return;
      }
      if (measure != TierMeasure.PURCHASE_DAYS) {
        long sum = total + fact.amount();
        total = sum < 0 ? Long.MAX_VALUE : sum; // near the limit of a bigint
      } else if (fact.day() != day) {
        day = fact.day();
        total++;
      }
    }
  }
}
