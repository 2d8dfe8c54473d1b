package io.tributary.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Says whose profiles are, fact by fact: the deterministic rule. It works on what the database held
 * when the facts came, and answers what must change. No database, no clock.
 */
final class Resolution {
  /** A namespace in which the number of values per customer is limited. */
  record Space(IdentifierKind kind, String scope) {}

  /**
   * Where a profile stands.
   *
   * @param home the customer its own evidence ties it to
   * @param customer where following the merges from there ends
   */
  record Place(UUID home, UUID customer) {}

  /**
   * A customer that the facts touch.
   *
   * @param createdAt the older one survives a merge
   * @param values what it has of each limited kind
   * @param profiles how many profiles it has
   * @param vetoes customers that it must not be merged with
   */
  record Person(
      UUID id, Instant createdAt, Map<Space, Set<String>> values, int profiles, Set<UUID> vetoes) {}

  /**
   * A fact, as far as it ties.
   *
   * @param profile whose
   * @param key the profile's own key
   * @param links other profiles that it says are the same person
   * @param tying its identifiers that tie
   */
  record Fact(UUID profile, Identifier key, List<Link> links, List<Identifier> tying, Instant at) {}

  /** Another profile of the same person; a visitor's device ties nobody who is known already. */
  record Link(UUID profile, boolean visitor) {}

  /** A customer to make. */
  record Birth(UUID customer, Instant at) {}

  /** A merge to record: the profiles that it moves, and what it rests on. */
  record Merge(UUID winner, UUID loser, String rule, List<Identifier> evidence, List<UUID> moved) {}

  /** Two customers that a rule would merge and a guard holds apart. */
  record Review(UUID customer, UUID other, Guard guard, List<Identifier> evidence) {}

  /** Why a merge is not made. */
  enum Guard {
    /** One fact would tie too many customers. */
    CUSTOMERS_PER_FACT,
    /** The result would have too many profiles. */
    PROFILES_PER_CUSTOMER,
    /** The result would have too many values of a kind. */
    VALUES_PER_CUSTOMER,
    /** A steward said that these are two people. */
    VETO
  }

  private final IdentifierPolicy policy;
  private final Supplier<UUID> ids;
  private final Map<UUID, Place> places;
  private final Map<UUID, UUID> claims;
  private final Map<UUID, Person> people = new HashMap<>();
  private final Map<UUID, Place> moved = new LinkedHashMap<>();
  private final List<Birth> births = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();
  private final List<Review> reviews = new ArrayList<>();
  private final Set<UUID> refused = new HashSet<>();

  /**
   * A rule over what the database holds.
   *
   * @param ids makes the ids of new customers
   * @param places where profiles stand; one that is missing is new or nobody's
   * @param claims which profile each tying identifier belongs to, by its hash
   * @param people the customers of those profiles
   */
  Resolution(
      IdentifierPolicy policy,
      Supplier<UUID> ids,
      Map<UUID, Place> places,
      Map<UUID, UUID> claims,
      List<Person> people) {
    this.policy = policy;
    this.ids = ids;
    this.places = new HashMap<>(places);
    this.claims = new HashMap<>(claims);
    people.forEach(person -> this.people.put(person.id(), person));
  }

  /** Takes the next fact. */
  void take(Fact fact) {
    Set<UUID> tied = new LinkedHashSet<>();
    Set<UUID> homes = new LinkedHashSet<>();
    for (Identifier identifier : fact.tying()) {
      Place owner = places.get(claims.get(identifier.hash()));
      if (owner != null) {
        tied.add(owner.customer());
        homes.add(owner.home());
      }
    }
    for (Link link : fact.links()) {
      Place place = places.get(link.profile());
      if (place != null && !link.visitor()) {
        tied.add(place.customer());
        homes.add(place.home());
      }
    }
    Place own = places.get(fact.profile());
    UUID customer = own == null ? place(fact, tied, homes) : join(own.customer(), tied, fact);
    if (customer == null) {
      return;
    }
    for (Link link : fact.links()) {
      if (!places.containsKey(link.profile())) {
        put(link.profile(), places.get(fact.profile()));
      }
    }
    claim(fact, customer);
  }

  /** A profile that is nobody's yet: of the tied customer, of a new one, or still nobody's. */
  private UUID place(Fact fact, Set<UUID> tied, Set<UUID> homes) {
    boolean visitor = fact.key().kind() == IdentifierKind.ANONYMOUS_ID;
    if (tied.isEmpty()) {
      return visitor && fact.tying().isEmpty() ? null : birth(fact);
    }
    UUID customer = join(null, tied, fact);
    if (!fits(people.get(customer), fact)) {
      UUID born = birth(fact);
      reviews.add(new Review(customer, born, Guard.VALUES_PER_CUSTOMER, fact.tying()));
      return born;
    }
    boolean oneHome = homes.size() == 1;
    put(fact.profile(), new Place(oneHome ? homes.iterator().next() : customer, customer));
    addKey(customer, fact.key());
    return customer;
  }

  private UUID birth(Fact fact) {
    UUID id = ids.get();
    births.add(new Birth(id, fact.at()));
    people.put(id, new Person(id, fact.at(), new HashMap<>(), 0, new HashSet<>()));
    put(fact.profile(), new Place(id, id));
    addKey(id, fact.key());
    return id;
  }

  private void addKey(UUID customer, Identifier key) {
    Person person = people.get(customer);
    values(person, key).add(key.value());
    people.put(
        customer,
        new Person(
            customer, person.createdAt(), person.values(), person.profiles() + 1, person.vetoes()));
  }

  /** Merges the tied customers as far as the guards let it; answers the fact's own customer. */
  private UUID join(UUID own, Set<UUID> tied, Fact fact) {
    List<UUID> candidates = new ArrayList<>(tied);
    candidates.sort(Comparator.comparing(people::get, Resolution::byAge));
    UUID base = own == null ? candidates.get(0) : own;
    candidates.remove(base);
    boolean tooMany = candidates.size() >= policy.customersPerFact();
    for (UUID other : candidates) {
      Guard guard =
          tooMany ? Guard.CUSTOMERS_PER_FACT : guard(policy, people.get(base), people.get(other));
      if (guard == null) {
        base = merge(base, other, fact.tying().isEmpty() ? "LINK" : "IDENTIFIER", fact.tying());
      } else {
        reviews.add(new Review(base, other, guard, fact.tying()));
      }
    }
    return base;
  }

  /** Why two customers may not be merged; null when they may. */
  static Guard guard(IdentifierPolicy policy, Person one, Person other) {
    if (one.vetoes().contains(other.id()) || other.vetoes().contains(one.id())) {
      return Guard.VETO;
    }
    if (one.profiles() + other.profiles() > policy.profilesPerCustomer()) {
      return Guard.PROFILES_PER_CUSTOMER;
    }
    for (Map.Entry<Space, Set<String>> entry : other.values().entrySet()) {
      Set<String> all = new HashSet<>(one.values().getOrDefault(entry.getKey(), Set.of()));
      all.addAll(entry.getValue());
      if (all.size() > policy.limit(entry.getKey().kind())) {
        return Guard.VALUES_PER_CUSTOMER;
      }
    }
    return null;
  }

  /** Whether a customer may have all the values that come with a new profile. */
  private boolean fits(Person person, Fact fact) {
    Map<Space, Set<String>> after = new HashMap<>();
    List<Identifier> brought = new ArrayList<>(fact.tying());
    brought.add(fact.key());
    for (Identifier identifier : brought) {
      after
          .computeIfAbsent(
              space(identifier), s -> new HashSet<>(person.values().getOrDefault(s, Set.of())))
          .add(identifier.value());
    }
    return after.entrySet().stream()
        .allMatch(entry -> entry.getValue().size() <= policy.limit(entry.getKey().kind()));
  }

  /**
   * Merges two customers on the word of a rule that knows no identifier.
   *
   * @return why they may not be merged; null when they were
   */
  Guard unite(UUID one, UUID other, String rule) {
    Guard guard = guard(policy, people.get(one), people.get(other));
    if (guard == null) {
      merge(one, other, rule, List.of());
    }
    return guard;
  }

  private UUID merge(UUID one, UUID other, String rule, List<Identifier> evidence) {
    boolean oneIsOlder = byAge(people.get(one), people.get(other)) < 0;
    Person winner = people.get(oneIsOlder ? one : other);
    Person loser = people.get(oneIsOlder ? other : one);
    List<UUID> moves = new ArrayList<>();
    places.forEach(
        (profile, place) -> {
          if (place.customer().equals(loser.id())) {
            moves.add(profile);
          }
        });
    moves.sort(Comparator.naturalOrder());
    moves.forEach(profile -> put(profile, new Place(places.get(profile).home(), winner.id())));
    merges.add(new Merge(winner.id(), loser.id(), rule, evidence, moves));
    loser
        .values()
        .forEach(
            (space, values) ->
                winner.values().computeIfAbsent(space, s -> new HashSet<>()).addAll(values));
    winner.vetoes().addAll(loser.vetoes());
    people.put(
        winner.id(),
        new Person(
            winner.id(),
            winner.createdAt(),
            winner.values(),
            winner.profiles() + loser.profiles(),
            winner.vetoes()));
    people.remove(loser.id());
    people
        .values()
        .forEach(
            person -> {
              if (person.vetoes().contains(loser.id())) {
                person.vetoes().add(winner.id());
              }
            });
    return winner.id();
  }

  private void claim(Fact fact, UUID customer) {
    for (Identifier identifier : fact.tying()) {
      if (claims.containsKey(identifier.hash())) {
        continue;
      }
      Set<String> values = values(people.get(customer), identifier);
      boolean over =
          !values.contains(identifier.value()) && values.size() >= policy.limit(identifier.kind());
      if (over) {
        refused.add(identifier.hash());
      } else {
        values.add(identifier.value());
        claims.put(identifier.hash(), fact.profile());
        refused.remove(identifier.hash());
      }
    }
  }

  private void put(UUID profile, Place place) {
    places.put(profile, place);
    moved.put(profile, place);
  }

  private static Set<String> values(Person person, Identifier identifier) {
    return person.values().computeIfAbsent(space(identifier), s -> new HashSet<>());
  }

  private static Space space(Identifier identifier) {
    return new Space(identifier.kind(), identifier.scope());
  }

  private static int byAge(Person one, Person other) {
    int byTime = one.createdAt().compareTo(other.createdAt());
    return byTime != 0 ? byTime : one.id().toString().compareTo(other.id().toString());
  }

  /** Where a profile stands now; null while it is nobody's. */
  Place place(UUID profile) {
    return places.get(profile);
  }

  /** The profiles that stand elsewhere than before. */
  Map<UUID, Place> moved() {
    return moved;
  }

  /** The customers to make, in order. */
  List<Birth> births() {
    return births;
  }

  /** The merges to record, in order. */
  List<Merge> merges() {
    return merges;
  }

  /** The reviews to open. */
  List<Review> reviews() {
    return reviews;
  }

  /** Which profile each identifier belongs to, by its hash. */
  Map<UUID, UUID> claims() {
    return claims;
  }

  /** Identifiers that nobody may claim here, since the customer has enough of their kind. */
  Set<UUID> refused() {
    return refused;
  }
}
