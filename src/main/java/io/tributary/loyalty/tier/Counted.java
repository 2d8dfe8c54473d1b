package io.tributary.loyalty.tier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts known by an instant, and what a window over them holds. A later fact never leaves
 * before an earlier one, so every window is an end of the list.
 *
 * @param years in order of time, once for each year of their own that a member has: who was merged
 *     keeps the better. They differ in when facts leave
 */
record Counted(List<List<QualifyingFact>> years) {
  static Counted of(List<QualifyingFact> facts) {
    return new Counted(List.of(facts));
  }

  /**
   * How much of a measure the window holds at an instant.
   *
   * @param from facts before it do not count
   */
  long sum(TierMeasure measure, Instant from, Instant at) {
    long most = 0;
    for (List<QualifyingFact> facts : years) {
      most = Math.max(most, sum(facts, measure, from, at));
    }
    return most;
  }

  private static long sum(
      List<QualifyingFact> facts, TierMeasure measure, Instant from, Instant at) {
    Sum sum = new Sum(measure);
    for (int i = facts.size() - 1; i >= 0 && counts(facts.get(i), from, at); i--) {
      sum.add(facts.get(i));
    }
    return sum.total;
  }

  /** The instant up to which facts known now go on meeting a condition; null when they do not. */
  private static Instant meets(
      List<QualifyingFact> facts, Condition condition, Instant from, Instant at) {
    Sum sum = new Sum(condition.measure());
    for (int i = facts.size() - 1; i >= 0 && counts(facts.get(i), from, at); i--) {
      sum.add(facts.get(i));
      if (sum.total >= condition.minimum()) {
        return facts.get(i).leaves();
      }
    }
    return null;
  }

  /** The same for a requirement: the alternative that is met longest, in the best year. */
  Instant meets(Requirement requirement, Instant from, Instant at) {
    Instant longest = null;
    for (List<QualifyingFact> facts : years) {
      for (List<Condition> all : requirement.anyOf()) {
        Instant until = meets(facts, all, from, at);
        if (until != null && (longest == null || until.isAfter(longest))) {
          longest = until;
        }
      }
    }
    return longest;
  }

  private static Instant meets(
      List<QualifyingFact> facts, List<Condition> all, Instant from, Instant at) {
    Instant until = Instant.MAX;
    for (int i = 0; i < all.size() && until != null; i++) {
      Instant one = meets(facts, all.get(i), from, at);
      until = one == null || one.isBefore(until) ? one : until;
    }
    return until;
  }

  /**
   * What each alternative still lacks at an instant, in the year in which it lacks the smallest
   * part; what is there already is left out.
   */
  List<List<Condition>> missing(Requirement requirement, Instant from, Instant at) {
    List<List<Condition>> alternatives = new ArrayList<>();
    for (List<Condition> all : requirement.anyOf()) {
      List<Condition> least = null;
      for (List<QualifyingFact> facts : years) {
        List<Condition> lacks = missing(facts, all, from, at);
        least = least == null || share(lacks, all) < share(least, all) ? lacks : least;
      }
      alternatives.add(least);
    }
    return alternatives;
  }

  private static List<Condition> missing(
      List<QualifyingFact> facts, List<Condition> all, Instant from, Instant at) {
    List<Condition> lacks = new ArrayList<>();
    for (Condition one : all) {
      long missing = one.minimum() - sum(facts, one.measure(), from, at);
      if (missing > 0) {
        lacks.add(new Condition(one.measure(), missing));
      }
    }
    return lacks;
  }

  /** Which part of what conditions ask for is lacking, each weighing the same. */
  private static double share(List<Condition> lacks, List<Condition> all) {
    double share = 0;
    for (Condition lack : lacks) {
      for (Condition asked : all) {
        share += asked.measure() == lack.measure() ? (double) lack.minimum() / asked.minimum() : 0;
      }
    }
    return share;
  }

  /** The next instant at which a fact leaves the window, or null. */
  Instant firstToLeave(Instant asOf) {
    Instant first = null;
    for (List<QualifyingFact> facts : years) {
      Instant leaves = firstToLeave(facts, asOf);
      first = first == null || leaves != null && leaves.isBefore(first) ? leaves : first;
    }
    return first;
  }

  private static Instant firstToLeave(List<QualifyingFact> facts, Instant asOf) {
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
