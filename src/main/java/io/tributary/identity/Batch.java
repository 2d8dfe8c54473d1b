package io.tributary.identity;

import io.tributary.platform.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final Naming naming;
  private final Map<UUID, ResolutionStore.Standing> standings = new HashMap<>();
  private Map<UUID, UUID> owners = Map.of();
  private Map<UUID, UUID> visits = Map.of();
  private final Set<UUID> queued = new HashSet<>();
  private final Map<UUID, StatementStore.Statement> statements = new HashMap<>();
  private final News news = new News();
  private final Map<UUID, Resolution.Place> places = new HashMap<>();
  private Map<List<Object>, IdentityStore.Given> attributes = Map.of();
  private Resolution decided;

  Batch(Source source, List<ProfileFact> facts, IdentifierPolicy policy) {
    this.source = source;
    this.facts = new ArrayList<>(facts);
    this.policy = policy;
    for (ProfileFact fact : facts) {
      identifiers.add(
          fact.identifiers().stream()
              .filter(given -> given.value() != null)
              .map(given -> Normaliser.normalise(given, source, policy))
              .toList());
    }
    naming = new Naming(source, this.facts);
  }

  IdentifierPolicy policy() {
    return policy;
  }

  Naming naming() {
    return naming;
  }

  Source source() {
    return source;
  }

  void standingsAre(Map<UUID, ResolutionStore.Standing> found) {
    standings.putAll(found);
  }

  /** The profiles about which facts say something without saying of when it is. */
  Set<UUID> undated() {
    Set<UUID> result = new HashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).statement() != null) {
        result.add(naming.profile(i));
      }
    }
    return result;
  }

  /**
   * Takes what was said last of profiles without a time: a fact that says the same again is of the
   * time at which that was said first.
   */
  void statementsAre(Map<UUID, StatementStore.Statement> last) {
    Map<UUID, StatementStore.Statement> known = new HashMap<>(last);
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      UUID profile = naming.profile(i);
      StatementStore.Statement before = known.get(profile);
      if (fact.statement() == null || before != null && before.at().isAfter(fact.occurredAt())) {
        continue;
      }
      if (before != null && before.hash().equals(fact.statement())) {
        facts.set(i, fact.at(before.at()));
      } else {
        StatementStore.Statement said =
            new StatementStore.Statement(fact.statement(), fact.occurredAt());
        known.put(profile, said);
        statements.put(profile, said);
      }
    }
  }

  /** What is to be remembered as said last without a time. */
  Map<UUID, StatementStore.Statement> statements() {
    return statements;
  }

  /** What the batch taught. */
  News news() {
    return news;
  }

  /** Known profiles that only now have a paid order. */
  Set<UUID> newlyPaid() {
    Set<UUID> result = new HashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      ResolutionStore.Standing standing = standings.get(naming.profile(i));
      if (facts.get(i).paid() && standing != null && !standing.paid()) {
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
      UUID profile = naming.profile(i);
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
            new ResolutionStore.Claim(identifier, naming.profile(i), facts.get(i).occurredAt()));
      }
    }
    return List.copyOf(claims.values());
  }

  /** Takes whose the claims are; values that several people share tie nobody. */
  void ownersAre(ResolutionStore.Owners found) {
    owners = found.profiles();
    for (int i = 0; i < tying.size(); i++) {
      List<Identifier> own =
          tying.get(i).stream().filter(one -> !found.shared().contains(one.hash())).toList();
      tying.set(i, own);
      if (!own.isEmpty()) {
        naming.settle(i);
      }
    }
    visits = naming.assign();
  }

  /** The profiles whose customers the rule may change: those of facts that tie or link. */
  Set<UUID> involved() {
    Set<UUID> result = new HashSet<>(owners.values());
    for (int i = 0; i < facts.size(); i++) {
      if (!tying.get(i).isEmpty() || !facts.get(i).links().isEmpty()) {
        result.add(naming.profile(i));
        result.addAll(naming.links(i));
      }
    }
    visits.forEach((visit, owner) -> result.addAll(Arrays.asList(visit, owner)));
    result.remove(null);
    result.removeAll(naming.made());
    return result;
  }

  void decide(SceneStore.Scene scene) {
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
      List<UUID> links = naming.links(i);
      UUID profile = naming.profile(i);
      boolean onlySeen = tying.get(i).isEmpty() && links.isEmpty();
      if (!onlySeen || decided.place(profile) == null) {
        decided.take(
            new Resolution.Fact(
                profile,
                asIdentifier(fact.key()),
                links,
                tying.get(i),
                traits(fact),
                fact.occurredAt()));
      }
    }
    visits.forEach(decided::giveVisit);
  }

  private Traits traits(ProfileFact fact) {
    Traits traits = Traits.none();
    fact.attributes()
        .forEach(
            (name, value) ->
                traits.see(
                    policy, name, value == null ? null : value.toString(), fact.isVerified(name)));
    traits.see(Face.of(fact.attributes()));
    traits.name(source.kind(), fact.attributes());
    return traits;
  }

  private Identifier asIdentifier(ProfileKey key) {
    return new Identifier(key.kind(), source.getId(), key.value(), Identifier.State.VERIFIED, null);
  }

  Resolution decided() {
    return decided;
  }

  List<IdentityStore.NewProfile> newProfiles() {
    Map<UUID, IdentityStore.NewProfile> result = new LinkedHashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      note(result, naming.profile(i), fact.key(), fact, fact.paid());
      fact.links().forEach(link -> note(result, naming.profile(link), link, fact, false));
    }
    return List.copyOf(result.values());
  }

  private void note(
      Map<UUID, IdentityStore.NewProfile> result,
      UUID profile,
      ProfileKey key,
      ProfileFact fact,
      boolean paid) {
    if (!naming.isNew(profile)) {
      return;
    }
    Instant at = fact.occurredAt();
    result.merge(
        profile,
        new IdentityStore.NewProfile(profile, key, decided.place(profile), paid, at, at),
        (one, other) ->
            new IdentityStore.NewProfile(
                profile,
                key,
                one.place(),
                one.paid() || other.paid(),
                Said.earlier(one.first(), at),
                Said.later(one.last(), at)));
  }

  /** Profiles that were there and stand elsewhere now. */
  Map<UUID, Resolution.Place> movedProfiles() {
    Map<UUID, Resolution.Place> result = new TreeMap<>(Comparator.comparing(UUID::toString));
    decided
        .moved()
        .forEach(
            (profile, place) -> {
              if (!naming.isNew(profile)) {
                result.put(profile, place);
              }
            });
    return result;
  }

  Collection<IdentityStore.Seen> seen() {
    Map<UUID, IdentityStore.Seen> result = new TreeMap<>(Comparator.comparing(UUID::toString));
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      UUID profile = naming.profile(i);
      if (!naming.isNew(profile)) {
        Instant at = fact.occurredAt();
        result.merge(
            profile,
            new IdentityStore.Seen(profile, at, at, fact.paid()),
            (one, other) ->
                new IdentityStore.Seen(
                    one.profile(),
                    Said.earlier(one.first(), at),
                    Said.later(one.last(), at),
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

  /** What facts say of two profiles: that they are one person's. */
  List<Replay.Link> links() {
    Map<List<UUID>, Replay.Link> result = new HashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      Instant at = facts.get(i).occurredAt();
      UUID profile = naming.profile(i);
      for (UUID other : naming.links(i)) {
        result.merge(
            List.of(profile, other),
            new Replay.Link(profile, other, at),
            (one, two) -> one.at().isAfter(two.at()) ? two : one);
      }
    }
    return List.copyOf(result.values());
  }

  Collection<IdentityStore.SeenIdentifier> identifiers() {
    return Said.identifiers(facts, naming, identifiers, tying, decided.refused());
  }

  /** The last value that the batch gives of each profile's attributes. */
  Collection<IdentityStore.Given> attributes() {
    attributes = Said.attributes(facts, naming);
    return attributes.values();
  }

  private UUID customer(UUID profile) {
    Resolution.Place place = decided.place(profile);
    return place == null ? null : place.customer();
  }

  /** Customers whose attributes must be chosen again: a profile's were written, came or went. */
  Set<UUID> renamed() {
    Set<UUID> result = regrouped();
    news.attributes().forEach(profile -> result.add(customer(profile)));
    result.remove(null);
    return result;
  }

  /** Customers who got or lost a profile that was there before. */
  private Set<UUID> regrouped() {
    Set<UUID> result = new HashSet<>(leftCustomers());
    movedProfiles().keySet().forEach(profile -> result.add(customer(profile)));
    decided.merges().stream()
        .filter(merge -> !merge.isOfNewborn())
        .forEach(merge -> result.add(merge.loser()));
    return result;
  }

  /** Customers who lose a visit that turned out to be somebody else's. */
  private Set<UUID> leftCustomers() {
    Set<UUID> result = new HashSet<>();
    for (UUID visit : visits.keySet()) {
      UUID before = before(visit);
      if (before != null && !before.equals(customer(visit))) {
        result.add(before);
      }
    }
    return result;
  }

  private UUID before(UUID profile) {
    Resolution.Place place = places.get(profile);
    return place == null ? null : place.customer();
  }

  /**
   * Settles which customers are noted in the change queue; answers those of them whose version is
   * raised at once. New customers are in the queue only: nobody waits for them yet.
   *
   * @param renamed customers of whom other attributes survive now
   */
  Set<UUID> touched(Set<UUID> renamed) {
    queued.addAll(renamed);
    queued.addAll(regrouped());
    news.profiles().forEach(profile -> queued.add(customer(profile)));
    decided.births().forEach(birth -> queued.add(birth.customer()));
    decided.moved().values().forEach(place -> queued.add(place.customer()));
    decided.merges().stream()
        .filter(Resolution.Merge::isOfNewborn)
        .forEach(merge -> queued.remove(merge.loser()));
    queued.remove(null);
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
    news.ofProfiles(naming.made());
    news.ofProfiles(movedProfiles().keySet());
    List<Known> result = new ArrayList<>(facts.size());
    for (int i = 0; i < facts.size(); i++) {
      UUID profile = naming.profile(i);
      UUID customer = customer(profile);
      boolean noted = customer != null && queued.contains(customer);
      result.add(new Known(profile, customer, news.isFirstToTell(things(i)), noted));
    }
    return result;
  }

  /** All that a fact may have taught. */
  private Set<Object> things(int i) {
    ProfileFact fact = facts.get(i);
    UUID profile = naming.profile(i);
    Set<Object> things = new HashSet<>();
    things.add(profile);
    fact.links().forEach(link -> things.add(naming.profile(link)));
    identifiers.get(i).forEach(one -> things.add(Said.thing(profile, one)));
    tying.get(i).forEach(one -> things.add(Said.thing(profile, one)));
    for (String name : fact.attributes().keySet()) {
      List<Object> thing = Said.thing(profile, name);
      if (Said.given(fact, profile, name).equals(attributes.get(thing))) {
        things.add(thing);
      }
    }
    return things;
  }
}
