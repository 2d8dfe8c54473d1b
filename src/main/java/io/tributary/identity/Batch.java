package io.tributary.identity;

import io.tributary.platform.Ids;
import io.vertx.core.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Facts on their way through resolution: what was read, what was decided, what is to be written. It
 * only carries and sorts; the decisions are {@link Resolution}'s.
 */
final class Batch {
  private final Source source;
  private final List<ProfileFact> facts;
  private final IdentifierPolicy policy;
  private final List<List<Identifier>> identifiers = new ArrayList<>();
  private final List<List<Identifier>> tying = new ArrayList<>();
  private final Map<UUID, ProfileKey> keys = new TreeMap<>(Comparator.comparing(UUID::toString));
  private final Map<UUID, UUID> proposed = new HashMap<>();
  private final Map<ProfileKey, UUID> hashes = new HashMap<>();
  private final Set<UUID> made = new HashSet<>();
  private Map<UUID, UUID> profiles = Map.of();
  private Map<UUID, ResolutionStore.Standing> standings = Map.of();
  private Map<UUID, UUID> owners = Map.of();
  private final Set<UUID> queued = new HashSet<>();
  private Resolution decided;

  Batch(Source source, List<ProfileFact> facts, IdentifierPolicy policy) {
    this.source = source;
    this.facts = facts;
    this.policy = policy;
    for (ProfileFact fact : facts) {
      identifiers.add(
          fact.identifiers().stream()
              .filter(given -> given.value() != null)
              .map(given -> Normaliser.normalise(given, source, policy))
              .toList());
      name(fact.key());
      fact.links().forEach(this::name);
    }
  }

  private void name(ProfileKey key) {
    if (!hashes.containsKey(key)) {
      UUID hash = keyHash(source.uuid(), key);
      hashes.put(key, hash);
      keys.put(hash, key);
      proposed.put(hash, Ids.next());
    }
  }

  /** What a source's key is found by. */
  static UUID keyHash(UUID source, ProfileKey key) {
    return Ids.hash("profile", source.toString(), key.kind().name(), key.value());
  }

  Source source() {
    return source;
  }

  List<ResolutionStore.Key> keys() {
    return keys.keySet().stream()
        .map(hash -> new ResolutionStore.Key(hash, proposed.get(hash)))
        .toList();
  }

  void profilesAre(Map<UUID, UUID> found) {
    profiles = found;
    keys.values().stream().filter(this::isNew).map(this::profile).forEach(made::add);
  }

  private UUID profile(ProfileKey key) {
    return profiles.get(hashes.get(key));
  }

  private boolean isNew(ProfileKey key) {
    return profile(key).equals(proposed.get(hashes.get(key)));
  }

  List<UUID> knownProfiles() {
    return keys.values().stream().filter(key -> !isNew(key)).map(this::profile).sorted().toList();
  }

  void standingsAre(Map<UUID, ResolutionStore.Standing> found) {
    standings = found;
  }

  /** Known profiles that only now have a paid order. */
  Set<UUID> newlyPaid() {
    Set<UUID> result = new HashSet<>();
    for (ProfileFact fact : facts) {
      ResolutionStore.Standing standing = standings.get(profile(fact.key()));
      if (fact.paid() && standing != null && !standing.paid()) {
        result.add(standing.profile());
      }
    }
    return result;
  }

  /**
   * Sorts out which identifiers tie, now that it is known who has paid, before or in this batch.
   */
  void unverifiedAre(Map<UUID, List<Identifier>> found) {
    Map<UUID, Set<Identifier>> waiting = new HashMap<>();
    found.forEach((profile, list) -> waiting.put(profile, new LinkedHashSet<>(list)));
    Set<UUID> paid = new HashSet<>();
    standings.values().stream()
        .filter(ResolutionStore.Standing::paid)
        .forEach(s -> paid.add(s.profile()));
    for (int i = 0; i < facts.size(); i++) {
      UUID profile = profile(facts.get(i).key());
      if (facts.get(i).paid()) {
        paid.add(profile);
      }
      Map<UUID, Identifier> ties = new LinkedHashMap<>();
      Set<Identifier> earlier = waiting.computeIfAbsent(profile, p -> new LinkedHashSet<>());
      earlier.addAll(identifiers.get(i));
      for (Identifier identifier : paid.contains(profile) ? earlier : identifiers.get(i)) {
        if (policy.ties(identifier, paid.contains(profile))) {
          ties.put(identifier.hash(), identifier);
        }
      }
      if (paid.contains(profile)) {
        earlier.clear();
      }
      tying.add(List.copyOf(ties.values()));
    }
  }

  List<ResolutionStore.Claim> claims() {
    Map<UUID, ResolutionStore.Claim> claims = new LinkedHashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      for (Identifier identifier : tying.get(i)) {
        claims.putIfAbsent(
            identifier.hash(),
            new ResolutionStore.Claim(
                identifier, profile(facts.get(i).key()), facts.get(i).occurredAt()));
      }
    }
    return List.copyOf(claims.values());
  }

  void ownersAre(Map<UUID, UUID> found) {
    owners = found;
  }

  /** The profiles whose customers the rule may change: those of facts that tie or link. */
  Set<UUID> involved() {
    Set<UUID> result = new HashSet<>(owners.values());
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      if (!tying.get(i).isEmpty() || !fact.links().isEmpty()) {
        result.add(profile(fact.key()));
        fact.links().forEach(link -> result.add(profile(link)));
      }
    }
    result.removeAll(made);
    return result;
  }

  void decide(ResolutionStore.Scene scene) {
    Map<UUID, Resolution.Place> places = new HashMap<>();
    standings.values().stream()
        .filter(standing -> standing.customer() != null)
        .forEach(
            standing ->
                places.put(
                    standing.profile(),
                    new Resolution.Place(
                        standing.home() == null ? standing.customer() : standing.home(),
                        standing.customer())));
    places.putAll(scene.places());
    decided = new Resolution(policy, Ids::next, places, owners, scene.people());
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      List<Resolution.Link> links =
          fact.links().stream()
              .filter(link -> !link.equals(fact.key()))
              .map(
                  link ->
                      new Resolution.Link(
                          profile(link), link.kind() == IdentifierKind.ANONYMOUS_ID))
              .toList();
      boolean onlySeen = tying.get(i).isEmpty() && links.isEmpty();
      UUID profile = profile(fact.key());
      if (!onlySeen || decided.place(profile) == null) {
        decided.take(
            new Resolution.Fact(
                profile, asIdentifier(fact.key()), links, tying.get(i), fact.occurredAt()));
      }
    }
  }

  private Identifier asIdentifier(ProfileKey key) {
    return new Identifier(key.kind(), source.getId(), key.value(), Identifier.State.VERIFIED, null);
  }

  Resolution decided() {
    return decided;
  }

  List<IdentityStore.NewProfile> newProfiles() {
    Map<UUID, IdentityStore.NewProfile> result = new LinkedHashMap<>();
    for (ProfileFact fact : facts) {
      note(result, fact.key(), fact, fact.paid());
      fact.links().forEach(link -> note(result, link, fact, false));
    }
    return List.copyOf(result.values());
  }

  private void note(
      Map<UUID, IdentityStore.NewProfile> result, ProfileKey key, ProfileFact fact, boolean paid) {
    if (!isNew(key)) {
      return;
    }
    Instant at = fact.occurredAt();
    result.merge(
        profile(key),
        new IdentityStore.NewProfile(profile(key), key, decided.place(profile(key)), paid, at, at),
        (one, other) ->
            new IdentityStore.NewProfile(
                one.profile(),
                key,
                one.place(),
                one.paid() || other.paid(),
                earlier(one.first(), at),
                later(one.last(), at)));
  }

  /** Profiles that were there and stand elsewhere now. */
  Map<UUID, Resolution.Place> movedProfiles() {
    Map<UUID, Resolution.Place> result = new TreeMap<>(Comparator.comparing(UUID::toString));
    decided
        .moved()
        .forEach(
            (profile, place) -> {
              if (!made.contains(profile)) {
                result.put(profile, place);
              }
            });
    return result;
  }

  Collection<IdentityStore.Seen> seen() {
    Map<UUID, IdentityStore.Seen> result = new TreeMap<>(Comparator.comparing(UUID::toString));
    for (ProfileFact fact : facts) {
      if (!isNew(fact.key())) {
        Instant at = fact.occurredAt();
        result.merge(
            profile(fact.key()),
            new IdentityStore.Seen(profile(fact.key()), at, at, fact.paid()),
            (one, other) ->
                new IdentityStore.Seen(
                    one.profile(),
                    earlier(one.first(), at),
                    later(one.last(), at),
                    one.paid() || other.paid()));
      }
    }
    return result.values();
  }

  /** Claims made for a customer that has enough of their kind. */
  Set<UUID> refusedClaims() {
    Set<UUID> result = new HashSet<>(decided.refused());
    result.removeAll(owners.keySet());
    return result;
  }

  /** Who owns the claims that this batch made. */
  Map<UUID, UUID> claimOwners() {
    Map<UUID, UUID> result = new HashMap<>(decided.claims());
    result.keySet().removeAll(owners.keySet());
    return result;
  }

  Collection<IdentityStore.SeenIdentifier> identifiers() {
    Map<List<Object>, IdentityStore.SeenIdentifier> result = new LinkedHashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      Instant at = facts.get(i).occurredAt();
      UUID profile = profile(facts.get(i).key());
      List<Identifier> all = new ArrayList<>(identifiers.get(i));
      tying.get(i).stream().filter(t -> decided.refused().contains(t.hash())).forEach(all::add);
      for (Identifier identifier : all) {
        Identifier kept =
            decided.refused().contains(identifier.hash()) ? overLimit(identifier) : identifier;
        result.merge(
            List.of(profile, kept.kind(), kept.scope(), kept.value()),
            new IdentityStore.SeenIdentifier(profile, kept, at),
            (one, other) ->
                new IdentityStore.SeenIdentifier(
                    profile,
                    stronger(one.identifier(), other.identifier()),
                    later(one.at(), other.at())));
      }
    }
    return result.values();
  }

  private static Identifier stronger(Identifier one, Identifier other) {
    return one.state() == Identifier.State.UNVERIFIED ? other : one;
  }

  private static Identifier overLimit(Identifier identifier) {
    return new Identifier(
        identifier.kind(),
        identifier.scope(),
        identifier.value(),
        Identifier.State.BLOCKED,
        "the customer has as many values of this kind as one may have");
  }

  /** The last value that the batch gives of each profile's attributes. */
  Collection<IdentityStore.Given> attributes() {
    Map<List<Object>, IdentityStore.Given> result = new LinkedHashMap<>();
    Comparator<IdentityStore.Given> order =
        Comparator.comparing(IdentityStore.Given::at)
            .thenComparing(IdentityStore.Given::value)
            .thenComparing(IdentityStore.Given::verified);
    for (ProfileFact fact : facts) {
      UUID profile = profile(fact.key());
      for (String name : fact.attributes().keySet()) {
        if (!fact.vouches(name)) {
          IdentityStore.Given given =
              new IdentityStore.Given(
                  profile,
                  name,
                  Json.encode(fact.attributes().get(name)),
                  fact.isVerified(name),
                  fact.occurredAt());
          result.merge(
              List.of(profile, name),
              given,
              (one, other) -> order.compare(one, other) >= 0 ? one : other);
        }
      }
    }
    return result.values();
  }

  private UUID customer(UUID profile) {
    Resolution.Place place = decided.place(profile);
    return place == null ? null : place.customer();
  }

  /** Customers whose attributes must be chosen again: a profile's changed, came or went. */
  Set<UUID> renamed(Set<UUID> changedProfiles) {
    Set<UUID> result = new HashSet<>();
    changedProfiles.forEach(profile -> result.add(customer(profile)));
    movedProfiles().keySet().forEach(profile -> result.add(customer(profile)));
    decided.merges().forEach(merge -> result.add(merge.loser()));
    result.remove(null);
    return result;
  }

  /**
   * Settles which customers are noted in the change queue; answers those of them whose version is
   * raised at once. New customers are in the queue only: nobody waits for them yet.
   */
  Set<UUID> touched(Set<UUID> renamed) {
    queued.addAll(renamed);
    decided.births().forEach(birth -> queued.add(birth.customer()));
    decided.moved().values().forEach(place -> queued.add(place.customer()));
    Set<UUID> bumped = new HashSet<>(queued);
    decided.births().forEach(birth -> bumped.remove(birth.customer()));
    decided.merges().forEach(merge -> bumped.remove(merge.loser()));
    return bumped;
  }

  /** The customers that are noted in the change queue. */
  Set<UUID> queued() {
    return queued;
  }

  List<Known> answers() {
    List<Known> result = new ArrayList<>(facts.size());
    for (ProfileFact fact : facts) {
      UUID profile = profile(fact.key());
      UUID customer = customer(profile);
      boolean noted = customer != null && queued.contains(customer);
      result.add(new Known(profile, customer, isNew(fact.key()), noted));
    }
    return result;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
