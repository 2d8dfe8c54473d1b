package io.tributary.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Says who would be one customer if all that ties some profiles had come in the order in which it
 * happened, with all known from the beginning that tells their people apart. The order in which it
 * really came has no part in that. A rule: no database, no clock.
 */
final class Replay {
  /**
   * A profile.
   *
   * @param profile its id
   * @param home the customer that is its own
   * @param name what it is called whenever it comes: an id made of what its source said
   * @param key its own key
   * @param since when it was seen first
   */
  record Member(UUID profile, UUID home, UUID name, Identifier key, Instant since) {}

  /** A value that ties a profile, since it was seen with it first. */
  record Tie(UUID profile, Identifier identifier, Instant at) {}

  /** Two profiles that their source says are one person. */
  record Link(UUID profile, UUID other, Instant at) {}

  /**
   * What is known of a value.
   *
   * @param claimedBy the profile that it belongs to
   * @param isShared whether it ties nobody for now
   * @param isSaidShared whether that is since somebody said so
   * @param isOfMany whether more profiles carry it than one customer may have
   * @param isKept whether somebody said that it is one person's
   */
  record Value(
      UUID claimedBy, boolean isShared, boolean isSaidShared, boolean isOfMany, boolean isKept) {}

  /**
   * A merge that stands.
   *
   * @param merge its id
   * @param survivor into whom
   * @param absorbed who
   * @param rule that made it
   * @param isDecided whether somebody made or confirmed it: it is never taken back here
   * @param isOfNow whether the policy in force was in force when it was made, and what it rests on
   *     is kept
   * @param evidence the values that it rests on, by hash; empty for other rules
   * @param isOfHousehold whether it rests on nothing but what a household has in common
   * @param probability that a score gave it; 0 for other rules
   */
  record Standing(
      UUID merge,
      UUID survivor,
      UUID absorbed,
      String rule,
      boolean isDecided,
      boolean isOfNow,
      Set<UUID> evidence,
      boolean isOfHousehold,
      double probability) {}

  /**
   * All that is known of profiles that something ties, directly or over others.
   *
   * @param members the profiles
   * @param traits of the customers that are their own, each by what its own profiles say
   * @param faces by profile, of those who say a name or a birth date
   * @param ties what ties them
   * @param links what their sources say
   * @param values what is known of what ties them, by hash; one that is missing is nobody's yet
   * @param standing the merges that stand
   * @param vetoes customers of which somebody said that they are two people
   */
  record Facts(
      List<Member> members,
      Map<UUID, Traits> traits,
      Map<UUID, Face> faces,
      List<Tie> ties,
      List<Link> links,
      Map<UUID, Value> values,
      List<Standing> standing,
      Map<UUID, Set<UUID>> vetoes) {}

  /**
   * A merge to take back.
   *
   * @param standing which
   * @param guard what holds the two apart; null when all that tied them is a value that others
   *     have, too
   */
  record Cut(Standing standing, Guard guard) {}

  /** Two customers of whom one would have been merged with the other. */
  record Joined(UUID one, UUID other, String rule, List<Identifier> evidence) {}

  /** A value over the limit of the customer of a profile. */
  record Surplus(UUID profile, UUID hash) {}

  private static final Value UNKNOWN = new Value(null, false, false, false, false);

  private final IdentifierPolicy policy;
  private final Facts facts;
  private final Map<UUID, List<Member>> ofHomes = new LinkedHashMap<>();
  private final Map<UUID, Member> byProfile = new HashMap<>();
  private final Map<UUID, List<Tie>> ofValues = new HashMap<>();
  private final Map<UUID, UUID> units = new HashMap<>();
  private final Map<UUID, UUID> names = new HashMap<>();
  private final Map<UUID, UUID> homesOfNames = new HashMap<>();
  private final Map<UUID, String> shared = new HashMap<>();
  private final Set<Surplus> surplus = new HashSet<>();
  private final List<Cut> cuts = new ArrayList<>();
  private Resolution resolution;

  /** Goes through what happened. */
  Replay(IdentifierPolicy policy, Facts facts) {
    this.policy = policy;
    this.facts = facts;
    facts.members().stream()
        .sorted(Comparator.comparing((Member member) -> member.name().toString()))
        .forEach(
            member -> {
              byProfile.put(member.profile(), member);
              ofHomes.computeIfAbsent(member.home(), h -> new ArrayList<>()).add(member);
            });
    facts
        .ties()
        .forEach(
            tie ->
                ofValues.computeIfAbsent(tie.identifier().hash(), h -> new ArrayList<>()).add(tie));
    unite();
    facts
        .values()
        .forEach(
            (hash, value) -> {
              if (value.isSaidShared()) {
                shared.put(hash, null);
              }
            });
    shareWhatManyCarry();
    shareHouseholds();
    do {
      run();
    } while (learnShared());
    facts.standing().stream()
        .filter(standing -> !standing.isDecided() && isKnown(standing))
        .sorted(
            Comparator.comparing((Standing standing) -> standing.rule())
                .thenComparing(Comparator.comparing(Standing::probability).reversed())
                .thenComparing(Standing::merge))
        .forEach(this::judge);
    cuts.removeIf(cut -> areOne(cut.standing().survivor(), cut.standing().absorbed()));
  }

  /** Whom somebody merged is one before anything happens. */
  private void unite() {
    ofHomes.keySet().forEach(home -> units.put(home, home));
    facts.standing().stream()
        .filter(standing -> standing.isDecided() && isKnown(standing))
        .forEach(
            standing -> {
              UUID one = units.get(standing.survivor());
              UUID other = units.get(standing.absorbed());
              units.replaceAll((home, unit) -> unit.equals(other) ? one : unit);
            });
    ofHomes.forEach(
        (home, members) ->
            names.merge(
                units.get(home),
                members.get(0).name(),
                (one, other) -> one.toString().compareTo(other.toString()) < 0 ? one : other));
    names.forEach((unit, name) -> homesOfNames.put(name, unit));
  }

  private boolean isKnown(Standing standing) {
    return ofHomes.containsKey(standing.survivor()) && ofHomes.containsKey(standing.absorbed());
  }

  private UUID name(UUID home) {
    return names.get(units.get(home));
  }

  private void run() {
    surplus.clear();
    Map<UUID, Resolution.Place> places = new HashMap<>();
    byProfile.forEach(
        (profile, member) -> {
          UUID unit = name(member.home());
          places.put(profile, new Resolution.Place(unit, unit));
        });
    resolution =
        new Resolution(
            policy,
            () -> {
              throw new IllegalStateException("every profile has a customer of its own");
            },
            places,
            Map.of(),
            people());
    for (Resolution.Fact fact : happened()) {
      resolution.take(fact);
      fact.tying().stream()
          .filter(tie -> !resolution.claims().containsKey(tie.hash()))
          .forEach(tie -> surplus.add(new Surplus(fact.profile(), tie.hash())));
    }
  }

  /** The customers as nothing has tied them yet, with all that tells them apart. */
  private List<Resolution.Person> people() {
    Map<UUID, Resolution.Person> people = new TreeMap<>(Comparator.comparing(UUID::toString));
    Map<UUID, Set<UUID>> ofUnits = new HashMap<>();
    units.forEach((home, unit) -> ofUnits.computeIfAbsent(unit, u -> new HashSet<>()).add(home));
    ofUnits.forEach(
        (unit, homes) -> {
          Instant since = Instant.MAX;
          int profiles = 0;
          Traits traits = Traits.none();
          Set<UUID> vetoes = new HashSet<>();
          Map<Resolution.Space, Set<UUID>> values = new HashMap<>();
          for (UUID home : homes) {
            traits.add(facts.traits().getOrDefault(home, Traits.none()));
            facts.vetoes().getOrDefault(home, Set.of()).stream()
                .filter(units::containsKey)
                .forEach(other -> vetoes.add(name(other)));
            for (Member member : ofHomes.get(home)) {
              since = member.since().isBefore(since) ? member.since() : since;
              profiles += isVisitor(member) ? 0 : 1;
              add(values, member.key());
            }
          }
          people.put(
              names.get(unit),
              new Resolution.Person(names.get(unit), since, values, profiles, vetoes, traits));
        });
    facts.ties().stream()
        .filter(tie -> policy.kinds().get(tie.identifier().kind()).onePerPerson())
        .sorted(BY_TIME)
        .forEach(
            tie -> {
              Resolution.Person person = people.get(name(byProfile.get(tie.profile()).home()));
              Set<UUID> some =
                  person.values().getOrDefault(Resolution.Space.of(tie.identifier()), Set.of());
              if (some.size() < policy.limit(tie.identifier().kind())) {
                add(person.values(), tie.identifier());
              }
            });
    return List.copyOf(people.values());
  }

  private static void add(Map<Resolution.Space, Set<UUID>> values, Identifier identifier) {
    values
        .computeIfAbsent(Resolution.Space.of(identifier), s -> new HashSet<>())
        .add(identifier.hash());
  }

  private static final Comparator<Tie> BY_TIME =
      Comparator.comparing(Tie::at)
          .thenComparing(tie -> tie.identifier().kind())
          .thenComparing(tie -> tie.identifier().scope())
          .thenComparing(tie -> tie.identifier().hash().toString());

  /** What happened, the first first: all that ties a profile since one instant is one fact. */
  private Collection<Resolution.Fact> happened() {
    Map<List<Object>, Resolution.Fact> happened = new HashMap<>();
    facts.ties().stream()
        .filter(tie -> !shared.containsKey(tie.identifier().hash()))
        .sorted(BY_TIME)
        .forEach(tie -> fact(happened, tie.profile(), tie.at()).tying().add(tie.identifier()));
    facts.links().stream()
        .filter(link -> byProfile.containsKey(link.profile()))
        .filter(link -> byProfile.containsKey(link.other()))
        .sorted(Comparator.comparing(link -> byProfile.get(link.other()).name().toString()))
        .forEach(link -> fact(happened, link.profile(), link.at()).links().add(link.other()));
    return happened.values().stream()
        .sorted(
            Comparator.comparing(Resolution.Fact::at)
                .thenComparing(fact -> byProfile.get(fact.profile()).name().toString()))
        .toList();
  }

  private Resolution.Fact fact(
      Map<List<Object>, Resolution.Fact> happened, UUID profile, Instant at) {
    return happened.computeIfAbsent(
        List.of(profile, at),
        key ->
            new Resolution.Fact(
                profile,
                byProfile.get(profile).key(),
                new ArrayList<>(),
                new ArrayList<>(),
                Traits.none(),
                at));
  }

  /** No customer may have as many profiles as carry these, whoever they are. */
  private void shareWhatManyCarry() {
    ofValues.forEach(
        (hash, carried) -> {
          Value value = facts.values().getOrDefault(hash, UNKNOWN);
          long known =
              carried.stream().filter(tie -> !isVisitor(byProfile.get(tie.profile()))).count();
          if (!shared.containsKey(hash)
              && !value.isKept()
              && (value.isOfMany() || known > policy.profilesPerCustomer())) {
            shared.put(
                hash, "more than " + policy.profilesPerCustomer() + SharedValues.MANY_PROFILES);
          }
        });
  }

  private static boolean isVisitor(Member member) {
    return member.key().kind() == IdentifierKind.ANONYMOUS_ID;
  }

  /** What a household may have in common and people with other names have is nobody's alone. */
  private void shareHouseholds() {
    Map<UUID, Traits> traits = new HashMap<>();
    units.forEach(
        (home, unit) ->
            traits
                .computeIfAbsent(unit, u -> Traits.none())
                .add(facts.traits().getOrDefault(home, Traits.none())));
    ofValues.forEach(
        (hash, carried) -> {
          Identifier identifier = carried.get(0).identifier();
          List<Traits> people =
              carried.stream()
                  .map(tie -> units.get(byProfile.get(tie.profile()).home()))
                  .distinct()
                  .map(traits::get)
                  .toList();
          if (policy.kinds().get(identifier.kind()).ofHousehold()
              && !shared.containsKey(hash)
              && !facts.values().getOrDefault(hash, UNKNOWN).isKept()
              && people.stream().anyMatch(one -> people.stream().anyMatch(one::haveOtherNames))) {
            shared.put(hash, SharedValueStore.OTHER_NAMES);
          }
        });
  }

  /**
   * Takes for shared what turned out to be several people's, as it is when facts come; answers
   * whether that was news: then what happened is gone through again without it.
   */
  private boolean learnShared() {
    Map<UUID, String> learnt = new HashMap<>();
    resolution.ofHouseholds().forEach(hash -> learnt.put(hash, SharedValueStore.OTHER_NAMES));
    for (UUID hash : resolution.contested()) {
      String reason = SharedValues.reason(policy, carriers(hash));
      if (reason != null) {
        learnt.putIfAbsent(hash, reason);
      }
    }
    learnt
        .keySet()
        .removeIf(
            hash ->
                shared.containsKey(hash) || facts.values().getOrDefault(hash, UNKNOWN).isKept());
    shared.putAll(learnt);
    return !learnt.isEmpty();
  }

  private List<SharedValues.Carrier> carriers(UUID hash) {
    return ofValues.getOrDefault(hash, List.of()).stream()
        .map(tie -> byProfile.get(tie.profile()))
        .sorted(Comparator.comparing((Member member) -> member.name().toString()))
        .map(
            member ->
                new SharedValues.Carrier(
                    name(member.home()),
                    facts.faces().getOrDefault(member.profile(), Face.of(Map.of()))))
        .toList();
  }

  /**
   * Whether what happened supports a merge. One by a value that ties no longer, by a source's word
   * of before such were kept, or by a score stands unless a guard holds: nobody takes back what was
   * right when it was made.
   */
  private void judge(Standing standing) {
    UUID one = customer(standing.survivor());
    UUID other = customer(standing.absorbed());
    if (one.equals(other)) {
      return;
    }
    Guard guard;
    if (isRefuted(standing)) {
      guard = why(standing, one, other);
    } else {
      guard =
          standing.isOfNow()
              ? resolution.unite(one, other, standing.rule())
              : resolution.reunite(one, other, standing.rule());
      if (guard == null) {
        return;
      }
    }
    cuts.add(new Cut(standing, guard));
  }

  /** Whether a merge rests on what is shared now, or on what was looked at and did not tie. */
  private boolean isRefuted(Standing standing) {
    return standing.isOfNow() && standing.rule().equals(Resolution.LINK)
        || standing.evidence().stream()
            .anyMatch(
                hash ->
                    shared.get(hash) != null
                        || !shared.containsKey(hash)
                            && standing.isOfNow()
                            && ofValues.containsKey(hash))
        || standing.isOfHousehold()
            && shared.keySet().containsAll(standing.evidence())
            && !haveOneName(standing);
  }

  private boolean haveOneName(Standing standing) {
    Traits other = facts.traits().getOrDefault(standing.absorbed(), Traits.none());
    return facts.traits().getOrDefault(standing.survivor(), Traits.none()).haveOneName(other);
  }

  private Guard why(Standing standing, UUID one, UUID other) {
    Guard guard = Guard.first(policy, resolution.person(one), resolution.person(other));
    if (guard == null) {
      guard =
          resolution.reviews().stream()
              .filter(
                  review ->
                      review.evidence().stream()
                          .anyMatch(value -> standing.evidence().contains(value.hash())))
              .map(Resolution.Review::guard)
              .max(Comparator.naturalOrder())
              .orElse(null);
    }
    boolean named =
        resolution.person(one).traits().haveOtherNames(resolution.person(other).traits());
    return guard == null && named ? Guard.DIFFERENT_NAMES : guard;
  }

  /** Whose the profiles of a customer would be. */
  private UUID customer(UUID home) {
    return resolution.place(ofHomes.get(home).get(0).profile()).customer();
  }

  /** Whether two customers would be one; those of whom nothing is known would be what they are. */
  boolean areOne(UUID home, UUID other) {
    return customer(home).equals(customer(other));
  }

  /** The merges to take back. */
  List<Cut> cuts() {
    return cuts;
  }

  /**
   * The merges that would have been made, in their order, between customers of whom each is one.
   */
  List<Joined> joined() {
    return resolution.merges().stream()
        .map(
            merge ->
                new Joined(
                    homesOfNames.get(merge.winner()),
                    homesOfNames.get(merge.loser()),
                    merge.rule(),
                    merge.evidence()))
        .toList();
  }

  /** The values that several people have, as it turned out, each with the reason. */
  Map<UUID, String> newlyShared() {
    Map<UUID, String> marked = new HashMap<>();
    shared.forEach(
        (hash, reason) -> {
          if (reason != null && !facts.values().getOrDefault(hash, UNKNOWN).isShared()) {
            marked.put(hash, reason);
          }
        });
    return marked;
  }

  /** The values that are taken for several people's and are not, now that more is known. */
  Set<UUID> noLongerShared() {
    Set<UUID> tied = new HashSet<>();
    facts
        .values()
        .forEach(
            (hash, value) -> {
              if (value.isShared() && !shared.containsKey(hash)) {
                tied.add(hash);
              }
            });
    return tied;
  }

  /** Which profile each value belongs to, by its hash. */
  Map<UUID, UUID> claims() {
    return resolution.claims();
  }

  /** The values over a limit. */
  Set<Surplus> surplus() {
    return Collections.unmodifiableSet(surplus);
  }

  /** The home of a profile; null when it is none of these. */
  UUID home(UUID profile) {
    Member member = byProfile.get(profile);
    return member == null ? null : Objects.requireNonNull(member.home());
  }
}
