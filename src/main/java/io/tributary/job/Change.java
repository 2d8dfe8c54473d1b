package io.tributary.job;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What changed of a customer's facts.
 *
 * @param kinds which facts
 * @param since no fact before it is other than it was (a return changes its order); null when any
 *     may be
 */
public record Change(Set<FactKind> kinds, Instant since) {
  /** Anything may have changed. */
  public static final Change ANY = new Change(EnumSet.allOf(FactKind.class), null);

  /** Keeps the kinds as they are given. */
  public Change {
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }

  /**
   * Facts of one kind changed.
   *
   * @param since null when any of them may have
   */
  public static Change of(FactKind kind, Instant since) {
    return new Change(EnumSet.of(kind), since);
  }

  /** Both changes: the earlier instant counts, and null more than all. */
  public Change and(Change other) {
    EnumSet<FactKind> both = EnumSet.copyOf(kinds);
    both.addAll(other.kinds);
    boolean isAny = since == null || other.since == null;
    return new Change(both, isAny ? null : since.isBefore(other.since) ? since : other.since);
  }

  /** Adds a change to those that are known of somebody. */
  public static <K> void add(Map<K, Change> changes, K whose, Change change) {
    changes.merge(whose, change, Change::and);
  }

  /** Whether it concerns who reads some kinds of facts. */
  boolean concerns(Set<FactKind> read) {
    return !Collections.disjoint(kinds, read);
  }

  /**
   * The kinds as they are stored; null for all there are, so that one that comes later is meant.
   */
  Short stored() {
    return kinds.size() == FactKind.values().length
        ? null
        : (short) kinds.stream().mapToInt(FactKind::bit).sum();
  }

  /** A change as it was stored. */
  static Change of(Short kinds, Instant since) {
    EnumSet<FactKind> all = EnumSet.allOf(FactKind.class);
    if (kinds != null) {
      all.removeIf(kind -> (kinds & kind.bit()) == 0);
    }
    // a kind that this version does not know
    return all.isEmpty() ? new Change(ANY.kinds, since) : new Change(all, since);
  }
}
