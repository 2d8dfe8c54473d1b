package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.platform.Ids;
import io.tributary.platform.keys.TestKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Case 29 with everything that may come late: the same facts in any order end, once what changed
 * was looked at again, in the same customers, whatever ties, whichever guard holds. The same on the
 * database: {@link OrderOfArrivalTest}.
 */
class AnyOrderTest {
  static {
    TestKeys.use();
  }

  private static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");
  private static final String[] NAMES = {"Anna Kowalska", "Boris Nowak", "Clara Ott"};
  private static final String[] BIRTHS = {"1990-01-01", "1988-05-05", "1979-12-24"};
  private static final IdentifierPolicy POLICY = policy();

  /** As the one in force at first, with limits that a few facts reach. */
  private static IdentifierPolicy policy() {
    Map<IdentifierKind, IdentifierPolicy.Rule> kinds = new HashMap<>(NormaliserTest.POLICY.kinds());
    IdentifierPolicy.Ties verified = IdentifierPolicy.Ties.VERIFIED_OR_PAID;
    IdentifierPolicy.Ties always = IdentifierPolicy.Ties.ALWAYS;
    kinds.put(IdentifierKind.PHONE, new IdentifierPolicy.Rule(verified, 2, false, true));
    kinds.put(IdentifierKind.EMAIL, new IdentifierPolicy.Rule(verified, 2, false, false));
    kinds.put(IdentifierKind.CARD_NUMBER, new IdentifierPolicy.Rule(always, 2, false, false));
    kinds.put(IdentifierKind.WECHAT_UNIONID, new IdentifierPolicy.Rule(always, 2, true, false));
    kinds.put(IdentifierKind.WECHAT_OPENID, new IdentifierPolicy.Rule(always, 1, true, false));
    kinds.put(IdentifierKind.USER_ID, new IdentifierPolicy.Rule(always, 4, false, false));
    return new IdentifierPolicy(kinds, Set.of(), 2, 5, 1, Set.of("national_id"));
  }

  /**
   * What a source says of one of its people at some time; the number of another one it may name.
   */
  private record Told(
      int profile, int at, List<Identifier> tying, Map<String, String> said, Integer link) {
    @Override
    public String toString() {
      return profile
          + "@"
          + at
          + tying.stream().map(i -> " " + i.kind() + i.value()).toList()
          + said
          + (link == null ? "" : "=" + link);
    }
  }

  private static Told told(Random random) {
    List<Identifier> tying = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      IdentifierKind kind =
          List.of(
                  IdentifierKind.PHONE,
                  IdentifierKind.EMAIL,
                  IdentifierKind.CARD_NUMBER,
                  IdentifierKind.WECHAT_UNIONID,
                  IdentifierKind.WECHAT_OPENID)
              .get(random.nextInt(5));
      Identifier one =
          new Identifier(kind, "", "v" + random.nextInt(4), Identifier.State.VERIFIED, null);
      if (!tying.contains(one)) {
        tying.add(one);
      }
    }
    Map<String, String> said = new HashMap<>();
    if (random.nextInt(3) == 0) {
      said.put("name", NAMES[random.nextInt(NAMES.length)]);
    }
    if (random.nextInt(4) == 0) {
      said.put("birth_date", BIRTHS[random.nextInt(BIRTHS.length)]);
    }
    if (random.nextInt(8) == 0) {
      said.put("national_id", "N" + random.nextInt(2));
    }
    int profile = random.nextInt(7);
    int link = random.nextInt(7);
    return new Told(
        profile,
        random.nextInt(12),
        tying,
        said,
        random.nextInt(6) == 0 && link != profile ? link : null);
  }

  /** What the tables hold; each fact is a transaction. */
  private static final class Register {
    private final Map<UUID, Resolution.Place> places = new LinkedHashMap<>();
    private final Map<Integer, UUID> profiles = new HashMap<>();
    private final Map<UUID, Integer> numbers = new HashMap<>();
    private final Map<UUID, Instant> since = new HashMap<>();
    private final Map<UUID, Instant> created = new HashMap<>();
    private final Map<UUID, UUID> claims = new HashMap<>();
    private final Map<UUID, UUID> mergedInto = new HashMap<>();
    private final Map<UUID, Replay.Standing> standing = new LinkedHashMap<>();
    private final Map<Replay.Surplus, Replay.Tie> ties = new LinkedHashMap<>();
    private final Set<Replay.Surplus> held = new HashSet<>();
    private final Map<List<UUID>, Replay.Link> links = new LinkedHashMap<>();
    private final Map<UUID, Map<String, String>> said = new HashMap<>();
    private final Map<List<Object>, Integer> saidAt = new HashMap<>();
    private final Set<UUID> shared = new HashSet<>();
    private final Random ids;

    Register(Random ids) {
      this.ids = ids;
    }

    private UUID next() {
      return new UUID(ids.nextLong(), ids.nextLong());
    }

    private UUID profile(int number, Instant at) {
      UUID profile = profiles.computeIfAbsent(number, n -> next());
      numbers.put(profile, number);
      since.merge(profile, at, (one, other) -> one.isBefore(other) ? one : other);
      return profile;
    }

    private static Identifier key(int number) {
      return new Identifier(
          IdentifierKind.USER_ID, "s", "u" + number, Identifier.State.VERIFIED, null);
    }

    private static Traits traits(Map<String, String> said) {
      Traits traits = Traits.none();
      said.forEach((name, value) -> traits.see(POLICY, name, value, false));
      traits.see(Face.of(new HashMap<>(said)));
      traits.name(SourceKind.OFFLINE, said);
      return traits;
    }

    void take(Told told) {
      Instant at = BEGINNING.plusSeconds(told.at());
      UUID profile = profile(told.profile(), at);
      List<UUID> others = new ArrayList<>();
      if (told.link() != null) {
        others.add(profile(told.link(), at));
        links.merge(
            List.of(profile, others.get(0)),
            new Replay.Link(profile, others.get(0), at),
            (one, two) -> one.at().isAfter(two.at()) ? two : one);
      }
      List<Identifier> tying =
          told.tying().stream().filter(one -> !shared.contains(one.hash())).toList();
      Resolution resolution = new Resolution(POLICY, this::next, places, owned(), people());
      resolution.take(
          new Resolution.Fact(
              profile, key(told.profile()), others, tying, traits(told.said()), at));
      resolution.births().forEach(birth -> created.put(birth.customer(), birth.at()));
      resolution.merges().forEach(this::merged);
      places.putAll(resolution.moved());
      claims.putAll(resolution.claims());
      for (Identifier one : told.tying()) {
        Replay.Surplus carried = new Replay.Surplus(profile, one.hash());
        ties.merge(
            carried,
            new Replay.Tie(profile, one, at),
            (first, other) -> first.at().isAfter(other.at()) ? other : first);
        if (resolution.refused().contains(one.hash())) {
          held.add(carried);
        } else if (tying.contains(one)) {
          held.remove(carried);
        }
      }
      told.said()
          .forEach(
              (name, value) -> {
                Map<String, String> before = said.computeIfAbsent(profile, p -> new HashMap<>());
                List<Object> thing = List.of(profile, name);
                int last = saidAt.getOrDefault(thing, -1);
                if (told.at() > last
                    || told.at() == last && value.compareTo(before.get(name)) > 0) {
                  before.put(name, value);
                  saidAt.put(thing, told.at());
                }
              });
      shared.addAll(resolution.ofHouseholds());
      for (UUID hash : resolution.contested()) {
        if (SharedValues.reason(POLICY, carriers(hash)) != null) {
          shared.add(hash);
        }
      }
      // a value that nobody may have is not marked
      shared.retainAll(claims.keySet());
    }

    private Map<UUID, UUID> owned() {
      Map<UUID, UUID> owned = new HashMap<>(claims);
      owned.keySet().removeAll(shared);
      return owned;
    }

    private List<SharedValues.Carrier> carriers(UUID hash) {
      return ties.values().stream()
          .filter(tie -> tie.identifier().hash().equals(hash))
          .map(
              tie ->
                  new SharedValues.Carrier(
                      places.get(tie.profile()).customer(),
                      Face.of(new HashMap<>(said.getOrDefault(tie.profile(), Map.of())))))
          .toList();
    }

    private void merged(Resolution.Merge merge) {
      UUID id = next();
      mergedInto.put(merge.loser(), merge.winner());
      Set<UUID> evidence = new HashSet<>();
      merge.evidence().forEach(one -> evidence.add(one.hash()));
      standing.put(
          merge.loser(),
          new Replay.Standing(
              id,
              merge.winner(),
              merge.loser(),
              merge.rule(),
              false,
              true,
              evidence,
              !evidence.isEmpty()
                  && merge.evidence().stream()
                      .allMatch(one -> POLICY.kinds().get(one.kind()).ofHousehold()),
              0));
    }

    private List<Resolution.Person> people() {
      Map<UUID, Resolution.Person> people = new HashMap<>();
      places.forEach(
          (profile, place) -> {
            UUID id = place.customer();
            Resolution.Person before = people.get(id);
            Map<Resolution.Space, Set<UUID>> values =
                before == null ? new HashMap<>() : before.values();
            add(values, key(numbers.get(profile)));
            claims.forEach(
                (hash, owner) -> {
                  if (owner.equals(profile)) {
                    add(values, ties.get(new Replay.Surplus(profile, hash)).identifier());
                  }
                });
            ties.forEach(
                (carried, tie) -> {
                  if (carried.profile().equals(profile)
                      && POLICY.kinds().get(tie.identifier().kind()).onePerPerson()
                      && !held.contains(carried)) {
                    add(values, tie.identifier());
                  }
                });
            Traits traits = before == null ? Traits.none() : before.traits();
            traits.add(traits(said.getOrDefault(profile, Map.of())));
            people.put(
                id,
                new Resolution.Person(
                    id,
                    created.get(id),
                    values,
                    before == null ? 1 : before.profiles() + 1,
                    new HashSet<>(),
                    traits));
          });
      return List.copyOf(people.values());
    }

    private static void add(Map<Resolution.Space, Set<UUID>> values, Identifier identifier) {
      values
          .computeIfAbsent(Resolution.Space.of(identifier), s -> new HashSet<>())
          .add(identifier.hash());
    }

    private SecondLookStore.Found found() {
      List<Replay.Member> members = new ArrayList<>();
      Map<UUID, UUID> customers = new HashMap<>();
      Map<UUID, Traits> traits = new HashMap<>();
      Map<UUID, Face> faces = new HashMap<>();
      places.forEach(
          (profile, place) -> {
            int number = numbers.get(profile);
            members.add(
                new Replay.Member(
                    profile,
                    place.home(),
                    Ids.hash("told", "u" + number),
                    key(number),
                    since.get(profile)));
            customers.put(profile, place.customer());
            Map<String, String> what = said.getOrDefault(profile, Map.of());
            traits.computeIfAbsent(place.home(), h -> Traits.none()).add(traits(what));
            faces.put(profile, Face.of(new HashMap<>(what)));
          });
      Map<UUID, Replay.Value> values = new HashMap<>();
      claims.forEach(
          (hash, owner) ->
              values.put(
                  hash,
                  new Replay.Value(
                      owner,
                      shared.contains(hash),
                      false,
                      carriers(hash).size() > POLICY.profilesPerCustomer(),
                      false)));
      return new SecondLookStore.Found(
          new Replay.Facts(
              members,
              traits,
              faces,
              List.copyOf(ties.values()),
              List.copyOf(links.values()),
              values,
              List.copyOf(standing.values()),
              Map.of()),
          customers,
          Set.copyOf(held),
          created);
    }

    void lookAgain() {
      Mended mended = new Mended(POLICY, found());
      mended
          .cuts()
          .forEach(
              cut -> {
                mergedInto.remove(cut.standing().absorbed());
                standing.remove(cut.standing().absorbed());
              });
      mended.merges().forEach(this::merged);
      places.replaceAll((profile, place) -> new Resolution.Place(place.home(), root(place.home())));
      mended.places().forEach((profile, place) -> assertEquals(place, places.get(profile)));
      shared.removeAll(mended.unshared());
      shared.addAll(mended.shared().keySet());
      mended.claims().forEach(claim -> claims.put(claim.identifier().hash(), claim.profile()));
      claims.keySet().removeAll(mended.givenUp());
      held.addAll(mended.over());
      mended.under().forEach(held::remove);
      Mended again = new Mended(POLICY, found());
      assertTrue(
          again.concerned().isEmpty(),
          () ->
              "nothing is left to do: "
                  + List.of(
                      again.cuts(),
                      again.merges(),
                      again.shared(),
                      again.unshared(),
                      again.claims(),
                      again.givenUp(),
                      again.over(),
                      again.under()));
    }

    private UUID root(UUID customer) {
      UUID root = customer;
      while (mergedInto.containsKey(root)) {
        root = mergedInto.get(root);
      }
      return root;
    }

    private <T> Collection<T> inGroups(Function<Set<Integer>, T> as) {
      Map<UUID, Set<Integer>> customers = new HashMap<>();
      places.forEach(
          (profile, place) ->
              customers
                  .computeIfAbsent(place.customer(), c -> new TreeSet<>())
                  .add(numbers.get(profile)));
      return customers.values().stream().map(as).toList();
    }

    private String partition() {
      return new TreeSet<>(inGroups(Set::toString)).toString();
    }
  }

  private static Register after(List<Told> facts, Random ids) {
    Register register = new Register(ids);
    facts.forEach(register::take);
    return register;
  }

  @Property(tries = 1000)
  void the_same_facts_in_any_order_end_in_the_same_customers(@ForAll Random random) {
    List<Told> facts = new ArrayList<>();
    for (int i = 4 + random.nextInt(14); i > 0; i--) {
      facts.add(told(random));
    }
    Register first = after(facts, new Random(1));
    first.lookAgain();
    for (int order = 2; order < 5; order++) {
      List<Told> other = new ArrayList<>(facts);
      Collections.shuffle(other, new Random(order));
      Register register = after(other, new Random(order));
      if (random.nextBoolean()) {
        register.lookAgain();
      }
      register.lookAgain();
      assertEquals(first.partition(), register.partition(), () -> facts + " and " + other);
      assertEquals(first.shared, register.shared, "what several people have");
      assertEquals(names(first), names(register), "what is over a limit");
    }
  }

  private static Set<String> names(Register register) {
    Set<String> names = new TreeSet<>();
    register.held.forEach(one -> names.add(register.numbers.get(one.profile()) + " " + one.hash()));
    return names;
  }
}
