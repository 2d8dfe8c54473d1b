package io.tributary.identity;

import io.tributary.identity.Resolution.Fact;
import io.tributary.identity.Resolution.Person;
import io.tributary.identity.Resolution.Space;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Customers as they would be if they took a fact, for the guards to look at. */
final class Supposed {
  private Supposed() {}

  /** The customer that a fact's profile would be on its own. */
  static Person alone(Fact fact) {
    Map<Space, Set<UUID>> values = new HashMap<>();
    for (Identifier identifier : fact.tying()) {
      values.computeIfAbsent(Space.of(identifier), s -> new HashSet<>()).add(identifier.hash());
    }
    values.computeIfAbsent(Space.of(fact.key()), s -> new HashSet<>()).add(fact.key().hash());
    return new Person(null, fact.at(), values, weight(fact), Set.of(), fact.traits());
  }

  /**
   * A customer with what a fact says of them: guards look at both, else a fact that brings a name
   * and a value at once would tie whom the name keeps apart. New values over a limit are left out,
   * as they will be refused.
   *
   * @param claimed the hashes of the values that somebody has already
   */
  static Person taking(IdentifierPolicy policy, Person person, Fact fact, Set<UUID> claimed) {
    Map<Space, Set<UUID>> values = new HashMap<>();
    person.values().forEach((space, some) -> values.put(space, new HashSet<>(some)));
    for (Identifier identifier : fact.tying()) {
      Set<UUID> some = values.computeIfAbsent(Space.of(identifier), s -> new HashSet<>());
      if (claimed.contains(identifier.hash()) || some.size() < policy.limit(identifier.kind())) {
        some.add(identifier.hash());
      }
    }
    Traits traits = Traits.none();
    traits.add(person.traits());
    traits.add(fact.traits());
    return new Person(
        person.id(),
        person.createdAt(),
        values,
        person.profiles(),
        person.vetoes(),
        traits,
        person.erasing());
  }

  /** How many profiles a fact's counts for: a visit of nobody who was signed in for none. */
  static int weight(Fact fact) {
    return fact.key().kind() == IdentifierKind.ANONYMOUS_ID ? 0 : 1;
  }
}
