package io.tributary.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Says which merges of rules no rule would make any more, now that more is known of the people: a
 * name or a birth that came late, a number that turned out to be a family's. What it leaves of a
 * customer does not depend on what was known first. A rule: no database, no clock.
 */
final class SecondOpinion {
  /** Guards that tell people apart; the others only count what a customer has. */
  private static final Set<Guard> TELLING =
      EnumSet.of(Guard.DIFFERENT_PEOPLE, Guard.ONE_PER_PERSON);

  /**
   * A merge that stands.
   *
   * @param merge its id
   * @param survivor into whom
   * @param absorbed who
   * @param isDecided whether somebody made or confirmed it: it is never taken back here
   * @param evidence the values that it rests on, by hash; empty for other rules
   * @param isOfHousehold whether it rests on nothing but what a household has in common
   */
  record Standing(
      UUID merge,
      UUID survivor,
      UUID absorbed,
      boolean isDecided,
      Set<UUID> evidence,
      boolean isOfHousehold) {}

  /**
   * A value that ties.
   *
   * @param identifier which
   * @param isShared whether it is known that several people have it
   * @param isKept whether somebody said that it is one person's
   * @param homes the customers whose own profiles carry it
   */
  record Carried(Identifier identifier, boolean isShared, boolean isKept, Set<UUID> homes) {}

  /**
   * A merge to take back.
   *
   * @param standing which
   * @param guard what tells the two apart; null when all that tied them is a number that others
   *     have, too
   */
  record Cut(Standing standing, Guard guard) {}

  private final IdentifierPolicy policy;
  private final Map<UUID, UUID> above = new HashMap<>();
  private final Map<UUID, Resolution.Person> people = new HashMap<>();
  private final Map<UUID, Resolution.Person> homes;
  private final Set<UUID> contested = new HashSet<>();
  private final List<Cut> cuts = new ArrayList<>();

  /**
   * Forms an opinion of one customer.
   *
   * @param homes who was merged, each by what its own profiles say
   * @param standing the merges that made the customer
   * @param values that more than one of them carry, or that merges rest on
   */
  SecondOpinion(
      IdentifierPolicy policy,
      Map<UUID, Resolution.Person> homes,
      List<Standing> standing,
      List<Carried> values) {
    this.policy = policy;
    this.homes = homes;
    values.stream().filter(Carried::isShared).forEach(value -> contest(value.identifier()));
    values.stream()
        .filter(value -> isOfHousehold(value.identifier()) && !value.isKept())
        .filter(value -> nameOthers(value.homes()))
        .forEach(value -> contest(value.identifier()));
    standing.stream()
        .filter(Standing::isDecided)
        .forEach(merge -> join(merge.survivor(), merge.absorbed()));
    values.stream()
        .filter(value -> !contested.contains(value.identifier().hash()))
        .sorted(
            Comparator.comparing((Carried value) -> isOfHousehold(value.identifier()))
                .thenComparing(value -> value.identifier().kind())
                .thenComparing(value -> value.identifier().hash().toString()))
        .forEach(this::tie);
    standing.stream()
        .filter(merge -> !merge.isDecided())
        .sorted(Comparator.comparing(Standing::isOfHousehold).thenComparing(Standing::merge))
        .forEach(this::judge);
    cuts.removeIf(cut -> group(cut.standing().survivor()).equals(group(cut.standing().absorbed())));
  }

  private void contest(Identifier identifier) {
    contested.add(identifier.hash());
  }

  private boolean isOfHousehold(Identifier identifier) {
    return policy.kinds().get(identifier.kind()).ofHousehold();
  }

  /** Whether any two of these have given names of which none is the other's. */
  private boolean nameOthers(Set<UUID> some) {
    return some.stream()
        .anyMatch(one -> some.stream().anyMatch(other -> haveOtherNames(one, other)));
  }

  private boolean haveOtherNames(UUID one, UUID other) {
    return homes.containsKey(one)
        && homes.containsKey(other)
        && homes.get(one).traits().haveOtherNames(homes.get(other).traits());
  }

  private boolean haveOneName(UUID one, UUID other) {
    Resolution.Person mine = homes.get(one);
    Resolution.Person theirs = homes.get(other);
    return mine != null && theirs != null && mine.traits().haveOneName(theirs.traits());
  }

  private void tie(Carried value) {
    List<UUID> carriers =
        value.homes().stream().sorted(Comparator.comparing(UUID::toString)).toList();
    for (UUID one : carriers) {
      for (UUID other : carriers) {
        if (guard(one, other) == null) {
          join(one, other);
        }
      }
    }
  }

  private void judge(Standing merge) {
    Guard guard = guard(merge.survivor(), merge.absorbed());
    boolean isContested =
        merge.isOfHousehold()
            && contested.containsAll(merge.evidence())
            && !haveOneName(merge.survivor(), merge.absorbed());
    if (guard == null && !isContested) {
      join(merge.survivor(), merge.absorbed());
    } else {
      boolean named = haveOtherNames(merge.survivor(), merge.absorbed());
      cuts.add(new Cut(merge, guard == null && named ? Guard.DIFFERENT_NAMES : guard));
    }
  }

  /** What tells apart those who are one so far with each of two; null when nothing does. */
  private Guard guard(UUID one, UUID other) {
    Resolution.Person mine = person(group(one));
    Resolution.Person theirs = person(group(other));
    if (group(one).equals(group(other)) || mine == null || theirs == null) {
      return null;
    }
    Set<Guard> guards = Guard.between(policy, mine, theirs);
    guards.retainAll(TELLING);
    return guards.stream().max(Comparator.naturalOrder()).orElse(null);
  }

  private Resolution.Person person(UUID group) {
    return people.getOrDefault(group, homes.get(group));
  }

  private UUID group(UUID home) {
    UUID root = home;
    while (above.containsKey(root)) {
      root = above.get(root);
    }
    return root;
  }

  private void join(UUID one, UUID other) {
    UUID root = group(one);
    UUID joined = group(other);
    if (root.equals(joined)) {
      return;
    }
    Resolution.Person both = together(person(root), person(joined));
    above.put(joined, root);
    if (both != null) {
      people.put(root, both);
    }
  }

  private static Resolution.Person together(Resolution.Person one, Resolution.Person other) {
    if (one == null || other == null) {
      return Objects.requireNonNullElse(one, other);
    }
    Map<Resolution.Space, Set<UUID>> values = new HashMap<>();
    one.values().forEach((space, some) -> values.put(space, new HashSet<>(some)));
    other
        .values()
        .forEach((space, some) -> values.computeIfAbsent(space, s -> new HashSet<>()).addAll(some));
    Traits traits = Traits.none();
    traits.add(one.traits());
    traits.add(other.traits());
    Instant since =
        one.createdAt().isBefore(other.createdAt()) ? one.createdAt() : other.createdAt();
    return new Resolution.Person(
        one.id(), since, values, one.profiles() + other.profiles(), Set.of(), traits);
  }

  /** The merges to take back. */
  List<Cut> cuts() {
    return cuts;
  }

  /** The values of which it is known by now that several people have them, by hash. */
  Set<UUID> contested() {
    return contested;
  }
}
