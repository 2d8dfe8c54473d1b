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

  /** A merge to record: the profiles that it moves, and what it rests on. */
  record Merge(UUID winner, UUID loser, String rule, List<Identifier> evidence, List<UUID> moved) {}

  /** Two customers that a rule would merge and a guard holds apart. */
  record Review(UUID customer, UUID other, Guard guard, List<Identifier> evidence) {}

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
    UUID customer = own == null ? place(fact, tied, homes) : join(own.customer(), tied, fact);
    if (customer == null) {
      return;
    }
    for (UUID link : fact.links()) {
      if (!places.containsKey(link)) {
        put(link, places.get(fact.profile()));
      }
    }
    claim(fact, customer);
    if (own != null) {
      people.get(customer).traits().add(fact.traits());
    }
  }

  /** A profile that is nobody's yet: of the tied customer, of a new one, or still nobody's. */
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
    UUID customer = join(best, tied, fact);
    Guard guard = guard(fact, people.get(customer), Supposed.alone(fact));
    if (guard != null) {
      contest(fact, guard, people.get(customer));
      UUID born = birth(fact);
      reviews.add(new Review(customer, born, guard, fact.tying()));
      return born;
    }
    if (mayBeTakenBack(fact, people.get(customer))) {
      return absorb(customer, birth(fact), "IDENTIFIER", fact.tying());
    }
    boolean oneHome = homes.size() == 1;
    put(fact.profile(), new Place(oneHome ? homes.iterator().next() : customer, customer));
    addProfile(customer, fact);
    return customer;
  }

  /**
   * Whether a name that comes later may tell a new profile from the customer it is tied to, or from
   * one of its profiles: then it is made a customer of its own that is merged, since a merge can be
   * taken back. Of two profiles that say one name nothing is expected to come later.
   */
  private boolean mayBeTakenBack(Fact fact, Person tied) {
    return !fact.tying().isEmpty()
        && isOfHouseholdOnly(fact, tied)
        && !(tied.profiles() == 1 && fact.traits().haveOneName(tied.traits()));
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
    UUID id = ids.get();
    births.add(new Birth(id, fact.at()));
    people.put(id, new Person(id, fact.at(), new HashMap<>(), 0, new HashSet<>(), Traits.none()));
    put(fact.profile(), new Place(id, id));
    addProfile(id, fact);
    return id;
  }

  private void addProfile(UUID customer, Fact fact) {
    Person person = people.get(customer);
    values(person, fact.key()).add(fact.key().hash());
    person.traits().add(fact.traits());
    people.put(customer, person.with(Supposed.weight(fact)));
  }

  /** Merges the tied customers as far as the guards let it; answers the fact's own customer. */
  private UUID join(UUID own, Set<UUID> tied, Fact fact) {
    List<UUID> candidates = new ArrayList<>(tied);
    candidates.sort(Comparator.comparing(people::get, Resolution::byAge));
    UUID base = own;
    candidates.remove(base);
    boolean tooMany = candidates.size() >= policy.customersPerFact();
    for (UUID other : candidates) {
      Guard guard =
          tooMany
              ? Guard.CUSTOMERS_PER_FACT
              : guard(
                  fact,
                  people.get(other),
                  Supposed.taking(policy, people.get(base), fact, claims.keySet()));
      if (guard == null) {
        base = merge(base, other, fact.tying().isEmpty() ? "LINK" : "IDENTIFIER", fact.tying());
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

  private UUID merge(UUID one, UUID other, String rule, List<Identifier> evidence) {
    boolean oneIsOlder = byAge(people.get(one), people.get(other)) < 0;
    return absorb(oneIsOlder ? one : other, oneIsOlder ? other : one, rule, evidence);
  }

  private UUID absorb(UUID survivor, UUID absorbed, String rule, List<Identifier> evidence) {
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
    merges.add(new Merge(winner.id(), loser.id(), rule, evidence, moves));
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
