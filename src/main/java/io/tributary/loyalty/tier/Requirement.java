package io.tributary.loyalty.tier;

import java.util.List;

/**
 * What it takes to earn a tier: all conditions of one of several alternatives. No alternative means
 * that it cannot be earned, an alternative without conditions that everybody has.
 *
 * @param anyOf the alternatives
 */
record Requirement(List<List<Condition>> anyOf) {
  /** What everybody has: the base tier's. */
  static final Requirement NOTHING = new Requirement(List.of(List.of()));

  /** What nobody can earn: a tier that is given by a lock only. */
  static final Requirement INVITATION = new Requirement(List.of());

  Requirement {
    anyOf = anyOf.stream().map(List::copyOf).toList();
  }

  /** One threshold. */
  static Requirement of(TierMeasure measure, long minimum) {
    return new Requirement(List.of(List.of(new Condition(measure, minimum))));
  }

  /** The one threshold there is, or null when there is none or more. */
  Condition only() {
    return anyOf.size() == 1 && anyOf.get(0).size() == 1 ? anyOf.get(0).get(0) : null;
  }

  /** Whether whoever meets this meets the other one too: exact, since more never counts less. */
  boolean implies(Requirement other) {
    return anyOf.stream()
        .allMatch(
            mine -> other.anyOf.stream().anyMatch(theirs -> theirs.stream().allMatch(in(mine))));
  }

  private static java.util.function.Predicate<Condition> in(List<Condition> mine) {
    return asked ->
        mine.stream()
            .anyMatch(c -> c.measure() == asked.measure() && c.minimum() >= asked.minimum());
  }

  /** Whether a measure is asked for. */
  boolean asks(TierMeasure measure) {
    return anyOf.stream().flatMap(List::stream).anyMatch(c -> c.measure() == measure);
  }

  /** Whether a kind of deeds can help. */
  boolean counts(TierMeasure deeds) {
    for (List<Condition> all : anyOf) {
      for (Condition one : all) {
        if (one.measure().deeds() == deeds) {
          return true;
        }
      }
    }
    return false;
  }
}
