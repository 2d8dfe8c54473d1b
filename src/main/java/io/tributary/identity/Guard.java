package io.tributary.identity;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Why no rule merges two customers, the weightiest last. */
enum Guard {
  /** One fact would tie too many customers. */
  CUSTOMERS_PER_FACT(0.3),
  /** The result would have too many profiles. */
  PROFILES_PER_CUSTOMER(0.2),
  /** The result would have too many values of a kind. */
  VALUES_PER_CUSTOMER(0.7),
  /** Both have a value of which one person has one, and not the same. */
  ONE_PER_PERSON(0.1),
  /** All that ties them is a value that a household may share, and their given names differ. */
  DIFFERENT_NAMES(0.4),
  /** They differ in name and birth date. */
  DIFFERENT_PEOPLE(0.1),
  /** A steward said that these are two people. */
  VETO(0.2),
  /** One of them is to be erased: what is merged with them would be lost with them. */
  ERASURE_PENDING(0.5);

  private final double likelihood;

  Guard(double likelihood) {
    this.likelihood = likelihood;
  }

  /**
   * How probably two customers whom this holds apart are one, as staff may expect before they look:
   * a person with one card too many is likely, two people with two births are not.
   */
  double likelihood() {
    return likelihood;
  }

  /**
   * Guards that tell people apart, and of which a steward knows better; the others only count what
   * a customer has.
   */
  static final Set<Guard> TELLING = Set.of(VETO, DIFFERENT_PEOPLE, ONE_PER_PERSON);

  /** Why no rule may merge two customers; null when one may. */
  static Guard first(IdentifierPolicy policy, Resolution.Person one, Resolution.Person other) {
    Set<Guard> guards = between(policy, one, other);
    return guards.isEmpty() ? null : Collections.max(guards);
  }

  /** Everything that keeps rules from merging two customers. */
  static Set<Guard> between(
      IdentifierPolicy policy, Resolution.Person one, Resolution.Person other) {
    Set<Guard> guards = EnumSet.noneOf(Guard.class);
    if (one.vetoes().contains(other.id()) || other.vetoes().contains(one.id())) {
      guards.add(VETO);
    }
    boolean bothAreKnown = one.id() != null && other.id() != null;
    if (bothAreKnown && (one.erasing() || other.erasing())) {
      guards.add(ERASURE_PENDING);
    }
    if (one.traits().isSomebodyElse(other.traits())) {
      guards.add(DIFFERENT_PEOPLE);
    }
    if (one.traits().haveOtherValues(other.traits())) {
      guards.add(ONE_PER_PERSON);
    }
    if (one.profiles() + other.profiles() > policy.profilesPerCustomer()) {
      guards.add(PROFILES_PER_CUSTOMER);
    }
    other
        .values()
        .forEach(
            (space, values) -> {
              Set<UUID> all = new HashSet<>(one.values().getOrDefault(space, Set.of()));
              IdentifierPolicy.Rule rule = policy.kinds().get(space.kind());
              if (rule.onePerPerson() && differ(values, all)) {
                guards.add(ONE_PER_PERSON);
              }
              all.addAll(values);
              if (all.size() > policy.limit(space.kind())) {
                guards.add(VALUES_PER_CUSTOMER);
              }
            });
    return guards;
  }

  private static boolean differ(Set<UUID> values, Set<UUID> others) {
    return !values.isEmpty() && !others.isEmpty() && Collections.disjoint(values, others);
  }
}
