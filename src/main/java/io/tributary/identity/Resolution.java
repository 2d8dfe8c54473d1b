package io.tributary.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
  /** The rule by which a source's word merges. */
  static final String LINK = "LINK";

  /** A namespace in which the number of values per customer is limited. */
  record Space(IdentifierKind kind, String scope) {
    static Space of(Identifier identifier) {
      return new Space(identifier.kind(), identifier.scope());
    }
  }

  /**
   * Where a profile stands.
   *
   * @param home the customer its own evidence ties it to
   * @param customer where following the merges from there ends
   */
  record Place(UUID home, UUID customer) {
    /** A visitor's whom nobody knows. */
    static final Place NOBODYS = new Place(null, null);
  }

  /**
   * A customer that the facts touch.
   *
   * @param createdAt the older one survives a merge
   * @param values what it has of each limited kind
   * @param profiles how many profiles it has, visits of nobody who was signed in apart
   * @param vetoes customers that it must not be merged with
   * @param traits what it looks like
   * @param erasing whether it is to be erased
   */
  record Person(
      UUID id,
      Instant createdAt,
      Map<Space, Set<UUID>> values,
      int profiles,
      Set<UUID> vetoes,
      Traits traits,
      boolean erasing) {
    Person(
        UUID id,
        Instant createdAt,
        Map<Space, Set<UUID>> values,
        int profiles,
        Set<UUID> vetoes,
        Traits traits) {
      this(id, createdAt, values, profiles, vetoes, traits, false);
    }

    private Person with(int more) {
      return new Person(id, createdAt, values, profiles + more, vetoes, traits, erasing);
    }
  }

  /**
   * A fact, as far as it ties.
   *
   * @param profile whose
   * @param key the profile's own key
   * @param links other profiles that it says are the same person
   * @param tying its identifiers that tie
   * @param traits what it says its person looks like
   */
  record Fact(
      UUID profile,
      Identifier key,
      List<UUID> links,
      List<Identifier> tying,
      Traits traits,
      Instant at) {}

  /** A customer to make. */
  record Birth(UUID customer, Instant at) {}

  /**
   * A merge to record: the profiles that it moves, and what it rests on.
   *
   * @param isOfNewborn whether the loser is made by the facts that merge it
   */
  record Merge(
      UUID winner,
      UUID loser,
      String rule,
      List<Identifier> evidence,
      List<UUID> moved,
      boolean isOfNewborn) {
    Merge(UUID winner, UUID loser, String rule, List<Identifier> evidence, List<UUID> moved) {
      this(winner, loser, rule, evidence, moved, false);
    }
  }

  /** Two customers that a rule would merge and a guard holds apart. */
  record Review(UUID customer, UUID other, Guard guard, List<Identifier> evidence) {}

  private final IdentifierPolicy policy;
  private final Supplier<UUID> ids;
  private final Map<UUID, Place> places;
  private final Map<UUID, UUID> claims;
  private final Map<UUID, Person> people = new HashMap<>();
  private final Map<UUID, Place> moved = new LinkedHashMap<>();
  private final List<Birth> births = new ArrayList<>();
  private final Set<UUID> newborn = new HashSet<>();
  private final List<Merge> merges = new ArrayList<>();
  private final List<Review> reviews = new ArrayList<>();
  private final Set<UUID> refused = new HashSet<>();
  private final Set<UUID> ofHouseholds = new HashSet<>();

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
    for (UUID link : fact.links()) {
      Place place = places.get(link);
      if (place != null) {
        tied.add(place.customer());
        homes.add(place.home());
      }
    }
    Place own = places.get(fact.profile());
    UUID customer =
        own == null
            ? place(fact, tied, homes)
            : join(own.customer(), tied, fact, begins(people.get(own.customer()), fact));
    if (customer == null) {
      return;
    }
    for (UUID link : fact.links()) {
      if (!places.containsKey(link)) {
        customer = follow(customer, link, fact);
      }
    }
    claim(fact, customer);
    if (own != null) {
      people.get(customer).traits().add(fact.traits());
    }
  }

  /**
   * A profile that is nobody's yet: of a new customer, or still nobody's. Whom something ties is
   * merged with a customer of its own and not put to the tied one: a merge says what it rests on,
   * and can be taken back. It is merged into the customer whose own the value is, who may have been
   * merged on, so that it goes where they go.
   */
  private UUID place(Fact fact, Set<UUID> tied, Set<UUID> homes) {
    boolean visitor = fact.key().kind() == IdentifierKind.ANONYMOUS_ID;
    if (tied.isEmpty()) {
      return visitor && fact.tying().isEmpty() ? null : birth(fact);
    }
    List<UUID> candidates = new ArrayList<>(tied);
    candidates.sort(Comparator.comparing(people::get, Resolution::byAge));
    UUID best =
        candidates.stream()
            .filter(candidate -> guard(fact, people.get(candidate), Supposed.alone(fact)) == null)
            .findFirst()
            .orElse(candidates.get(0));
    UUID customer = join(best, tied, fact, false);
    Guard guard = guard(fact, people.get(customer), Supposed.alone(fact));
    UUID born = birth(fact);
    if (guard != null) {
      contest(fact, guard, people.get(customer));
      reviews.add(new Review(customer, born, guard, fact.tying()));
      return born;
    }
    UUID into = homes.size() == 1 ? homes.iterator().next() : customer;
    return absorb(customer, born, into, rule(fact), fact.tying());
  }

  /** A profile that a fact names for the first time, as one that is the same person. */
  private UUID follow(UUID customer, UUID link, Fact fact) {
    UUID born = begin(fact);
    people.put(
        born, new Person(born, fact.at(), new HashMap<>(), 1, new HashSet<>(), Traits.none()));
    put(link, new Place(born, born));
    Guard guard = Guard.first(policy, people.get(customer), people.get(born));
    if (guard != null) {
      reviews.add(new Review(customer, born, guard, List.of()));
      return customer;
    }
    return absorb(customer, born, places.get(fact.profile()).home(), LINK, List.of());
  }

  private static String rule(Fact fact) {
    return fact.tying().isEmpty() ? LINK : "IDENTIFIER";
  }

  /**
   * Why a fact may not make one of a customer that it ties and of somebody else; null when it may.
   */
  private Guard guard(Fact fact, Person tied, Person other) {
    Guard guard = Guard.first(policy, other, tied);
    return guard == null
            && isOfHouseholdOnly(fact, tied)
            && other.traits().haveOtherNames(tied.traits())
        ? Guard.DIFFERENT_NAMES
        : guard;
  }

  /** Notes the values by which a fact would have tied somebody with another given name. */
  private void contest(Fact fact, Guard guard, Person tied) {
    if (guard == Guard.DIFFERENT_NAMES) {
      fact.tying().stream()
          .map(Identifier::hash)
          .filter(hash -> isOf(places.get(claims.get(hash)), tied))
          .forEach(ofHouseholds::add);
    }
  }

  /** Whether all by which a fact ties a customer may be in the use of a whole household. */
  private boolean isOfHouseholdOnly(Fact fact, Person tied) {
    boolean linked = fact.links().stream().map(places::get).anyMatch(place -> isOf(place, tied));
    return !linked
        && fact.tying().stream()
            .filter(identifier -> isOf(places.get(claims.get(identifier.hash())), tied))
            .allMatch(identifier -> policy.kinds().get(identifier.kind()).ofHousehold());
  }

  private static boolean isOf(Place place, Person person) {
    return place != null && person.id().equals(place.customer());
  }

  private UUID birth(Fact fact) {
    UUID id = begin(fact);
    people.put(id, new Person(id, fact.at(), new HashMap<>(), 0, new HashSet<>(), Traits.none()));
    put(fact.profile(), new Place(id, id));
    addProfile(id, fact);
    return id;
  }

  private UUID begin(Fact fact) {
    UUID id = ids.get();
    births.add(new Birth(id, fact.at()));
    newborn.add(id);
    return id;
  }

  private void addProfile(UUID customer, Fact fact) {
    Person person = people.get(customer);
    values(person, fact.key()).add(fact.key().hash());
    person.traits().add(fact.traits());
    people.put(customer, person.with(Supposed.weight(fact)));
  }

  /** Whether a customer is no more than what a fact is the first to say. */
  private static boolean begins(Person own, Fact fact) {
    return own.profiles() <= 1 && own.createdAt().equals(fact.at());
  }

  /**
   * Merges the tied customers as far as the guards let it; answers the fact's own customer.
   *
   * @param begins whether the own customer is no more than the fact: then one of the others may
   *     have it, however many there are
   */
  private UUID join(UUID own, Set<UUID> tied, Fact fact, boolean begins) {
    List<UUID> candidates = new ArrayList<>(tied);
    candidates.sort(Comparator.comparing(people::get, Resolution::byAge));
    UUID base = own;
    candidates.remove(base);
    int others = candidates.size() - (begins ? 1 : 0);
    boolean tooMany = others >= policy.customersPerFact();
    boolean open = begins;
    for (UUID other : candidates) {
      Guard guard =
          tooMany && !open
              ? Guard.CUSTOMERS_PER_FACT
              : guard(
                  fact,
                  people.get(other),
                  Supposed.taking(policy, people.get(base), fact, claims.keySet()));
      if (guard == null) {
        base = merge(base, other, rule(fact), fact.tying());
        open = false;
      } else {
        contest(fact, guard, people.get(other));
        reviews.add(new Review(base, other, guard, fact.tying()));
      }
    }
    return base;
  }

  /**
   * Merges two customers on the word of a rule that knows no identifier.
   *
   * @return why they may not be merged; null when they were
   */
  Guard unite(UUID one, UUID other, String rule) {
    Guard guard = Guard.first(policy, people.get(one), people.get(other));
    if (guard == null) {
      merge(one, other, rule, List.of());
    }
    return guard;
  }

  /**
   * Makes one customer of two whom a rule merged when it counted otherwise, unless something tells
   * the two apart.
   *
   * @return what does; null when nothing
   */
  Guard reunite(UUID one, UUID other, String rule) {
    Set<Guard> guards = Guard.between(policy, people.get(one), people.get(other));
    guards.retainAll(Guard.TELLING);
    if (guards.isEmpty()) {
      merge(one, other, rule, List.of());
      return null;
    }
    return Collections.max(guards);
  }

  private UUID merge(UUID one, UUID other, String rule, List<Identifier> evidence) {
    boolean oneIsOlder = byAge(people.get(one), people.get(other)) < 0;
    UUID survivor = oneIsOlder ? one : other;
    return absorb(survivor, oneIsOlder ? other : one, survivor, rule, evidence);
  }

  /**
   * Makes one customer of two.
   *
   * @param into the survivor, or who was merged into it before and is who the absorbed belongs to
   */
  private UUID absorb(
      UUID survivor, UUID absorbed, UUID into, String rule, List<Identifier> evidence) {
    Person winner = people.get(survivor);
    Person loser = people.get(absorbed);
    List<UUID> moves = new ArrayList<>();
    places.forEach(
        (profile, place) -> {
          if (place.customer().equals(loser.id())) {
            moves.add(profile);
          }
        });
    moves.sort(Comparator.naturalOrder());
    moves.forEach(profile -> put(profile, new Place(places.get(profile).home(), winner.id())));
    boolean isNewborn = newborn.contains(loser.id());
    merges.add(new Merge(into, loser.id(), rule, evidence, moves, isNewborn));
    loser
        .values()
        .forEach(
            (space, values) ->
                winner.values().computeIfAbsent(space, s -> new HashSet<>()).addAll(values));
    winner.vetoes().addAll(loser.vetoes());
    winner.traits().add(loser.traits());
    people.put(winner.id(), winner.with(loser.profiles()));
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
      Set<UUID> values = values(people.get(customer), identifier);
      if (claims.containsKey(identifier.hash())) {
        if (policy.kinds().get(identifier.kind()).onePerPerson()) {
          // somebody else has claimed it, and it still says who this one is
          values.add(identifier.hash());
        }
        continue;
      }
      boolean over =
          !values.contains(identifier.hash()) && values.size() >= policy.limit(identifier.kind());
      if (over) {
        refused.add(identifier.hash());
      } else {
        values.add(identifier.hash());
        claims.put(identifier.hash(), fact.profile());
        refused.remove(identifier.hash());
      }
    }
  }

  /**
   * Gives a visit of a device to who was signed in.
   *
   * @param owner a profile of theirs; null when the visit is nobody's
   */
  void giveVisit(UUID visit, UUID owner) {
    Place place = owner == null ? null : places.get(owner);
    put(visit, place == null ? Place.NOBODYS : place);
  }

  private void put(UUID profile, Place place) {
    places.put(profile, place);
    moved.put(profile, place);
  }

  private static Set<UUID> values(Person person, Identifier identifier) {
    return person.values().computeIfAbsent(Space.of(identifier), s -> new HashSet<>());
  }

  private static int byAge(Person one, Person other) {
    int byTime = one.createdAt().compareTo(other.createdAt());
    return byTime != 0 ? byTime : one.id().toString().compareTo(other.id().toString());
  }

  /** A customer as it is now; null when there is none of this id any more. */
  Person person(UUID id) {
    return people.get(id);
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

  /** The values that would have tied customers whom a guard holds apart. */
  Set<UUID> contested() {
    Set<UUID> values = new HashSet<>();
    reviews.forEach(review -> review.evidence().forEach(one -> values.add(one.hash())));
    return values;
  }

  /** The values that are a household's: people with other given names came with them. */
  Set<UUID> ofHouseholds() {
    return ofHouseholds;
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
