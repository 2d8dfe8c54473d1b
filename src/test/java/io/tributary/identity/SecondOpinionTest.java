package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tributary.platform.keys.TestKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Case 29 with what is learnt late: every order of six facts of people who share a phone ends, once
 * what changed was looked at and who is alike was joined, in one partition. The same on the
 * database: {@link OrderOfArrivalTest}.
 */
class SecondOpinionTest {
  static {
    TestKeys.use();
  }

  private static final Identifier PHONE =
      new Identifier(IdentifierKind.PHONE, "", "+8613912345678", Identifier.State.VERIFIED, null);
  private static final Resolution.Space KEYS = new Resolution.Space(IdentifierKind.USER_ID, "s");
  private static final IdentifierPolicy POLICY = policy();

  private static IdentifierPolicy policy() {
    IdentifierPolicy some = NormaliserTest.POLICY;
    Map<IdentifierKind, IdentifierPolicy.Rule> kinds = new HashMap<>(some.kinds());
    kinds.put(
        IdentifierKind.PHONE,
        new IdentifierPolicy.Rule(IdentifierPolicy.Ties.VERIFIED_OR_PAID, 3, false, true));
    return new IdentifierPolicy(
        kinds, Set.of(), 3, some.profilesPerCustomer(), 1, some.onePerPerson());
  }

  /** A profile has the phone or says a name, or both. */
  private record Told(int profile, boolean phone, String name) {}

  private static Told has(int profile) {
    return new Told(profile, true, null);
  }

  private static Told isCalled(int profile, String name) {
    return new Told(profile, false, name + " Kowalska");
  }

  private static Told hasAndIsCalled(int profile, String name) {
    return new Told(profile, true, name + " Kowalska");
  }

  /** What the tables hold, a fact to a transaction. */
  private static final class Register {
    private final Map<UUID, Resolution.Place> places = new HashMap<>();
    private final Map<UUID, UUID> claims = new HashMap<>();
    private final Map<UUID, Traits> said = new HashMap<>();
    private final Set<UUID> carriers = new HashSet<>();
    private final Map<UUID, UUID> mergedInto = new LinkedHashMap<>();
    private final Map<UUID, UUID> merges = new HashMap<>();
    private boolean isShared;
    private int ids;

    private UUID next() {
      return new UUID(7, ++ids);
    }

    private void take(Told told) {
      UUID profile = new UUID(1, told.profile());
      Traits traits = Traits.none();
      if (told.name() != null) {
        traits.name(SourceKind.OFFLINE, Map.of("name", told.name()));
      }
      boolean ties = told.phone() && !isShared;
      if (told.phone()) {
        carriers.add(profile);
      }
      if (ties || !places.containsKey(profile)) {
        Resolution resolution =
            new Resolution(POLICY, this::next, places, claims, people(place -> place.customer()));
        resolution.take(
            new Resolution.Fact(
                profile,
                new Identifier(
                    KEYS.kind(), KEYS.scope(), profile.toString(), Identifier.State.VERIFIED, null),
                List.of(),
                ties ? List.of(PHONE) : List.of(),
                traits,
                Instant.EPOCH));
        places.putAll(resolution.moved());
        claims.putAll(resolution.claims());
        resolution.merges().forEach(merge -> merged(merge.loser(), merge.winner()));
        isShared |= !resolution.ofHouseholds().isEmpty();
      }
      said.computeIfAbsent(profile, p -> Traits.none()).add(traits);
    }

    private void merged(UUID loser, UUID winner) {
      mergedInto.put(loser, winner);
      merges.put(loser, next());
    }

    private List<Resolution.Person> people(
        java.util.function.Function<Resolution.Place, UUID> whose) {
      Map<UUID, Resolution.Person> people = new HashMap<>();
      places.forEach(
          (profile, place) -> {
            UUID id = whose.apply(place);
            Resolution.Person before = people.get(id);
            Map<Resolution.Space, Set<UUID>> values =
                before == null ? new HashMap<>() : before.values();
            values.computeIfAbsent(KEYS, s -> new HashSet<>()).add(profile);
            Traits traits = before == null ? Traits.none() : before.traits();
            traits.add(said.getOrDefault(profile, Traits.none()));
            int profiles = before == null ? 1 : before.profiles() + 1;
            people.put(
                id,
                new Resolution.Person(
                    id, Instant.EPOCH, values, profiles, new HashSet<>(), traits));
          });
      return List.copyOf(people.values());
    }

    private UUID root(UUID customer) {
      UUID root = customer;
      while (mergedInto.containsKey(root)) {
        root = mergedInto.get(root);
      }
      return root;
    }

    private void point() {
      places.replaceAll((profile, place) -> new Resolution.Place(place.home(), root(place.home())));
    }

    private void lookAgain() {
      Map<UUID, Resolution.Person> homes = new HashMap<>();
      people(Resolution.Place::home).forEach(home -> homes.put(home.id(), home));
      Set<UUID> roots = new LinkedHashSet<>();
      places.values().forEach(place -> roots.add(place.customer()));
      for (UUID root : roots) {
        List<SecondOpinion.Standing> standing = new ArrayList<>();
        mergedInto.forEach(
            (loser, winner) -> {
              if (root(loser).equals(root)) {
                standing.add(
                    new SecondOpinion.Standing(
                        merges.get(loser), winner, loser, false, Set.of(PHONE.hash()), true));
              }
            });
        Set<UUID> carry = new HashSet<>();
        places.forEach(
            (profile, place) -> {
              if (place.customer().equals(root) && carriers.contains(profile)) {
                carry.add(place.home());
              }
            });
        SecondOpinion opinion =
            new SecondOpinion(
                POLICY,
                homes,
                standing,
                List.of(new SecondOpinion.Carried(PHONE, isShared, false, carry)));
        opinion.cuts().forEach(cut -> mergedInto.remove(cut.standing().absorbed()));
        isShared |= !opinion.cuts().isEmpty() && opinion.contested().contains(PHONE.hash());
      }
      point();
    }

    /** Who says one name and has one phone is joined, as a score does. */
    private void joinWhoIsAlike() {
      for (UUID one : List.copyOf(places.keySet())) {
        for (UUID other : List.copyOf(places.keySet())) {
          UUID customer = places.get(one).customer();
          UUID joined = places.get(other).customer();
          if (!customer.equals(joined) && said.get(one).haveOneName(said.get(other))) {
            merged(joined, customer);
            point();
          }
        }
      }
    }

    private String partition() {
      Map<UUID, Set<Long>> customers = new HashMap<>();
      places.forEach(
          (profile, place) ->
              customers
                  .computeIfAbsent(place.customer(), c -> new TreeSet<>())
                  .add(profile.getLeastSignificantBits()));
      return new TreeSet<>(customers.values().stream().map(Set::toString).toList()).toString();
    }
  }

  private static void permute(List<Told> facts, int from, List<List<Told>> orders) {
    if (from == facts.size()) {
      orders.add(List.copyOf(facts));
    }
    for (int i = from; i < facts.size(); i++) {
      Collections.swap(facts, from, i);
      permute(facts, from + 1, orders);
      Collections.swap(facts, from, i);
    }
  }

  private static void every_order_ends_in(String expected, Told... facts) {
    List<List<Told>> orders = new ArrayList<>();
    permute(new ArrayList<>(List.of(facts)), 0, orders);
    for (List<Told> order : orders) {
      Register register = new Register();
      order.forEach(register::take);
      for (int round = 0; round < 2; round++) {
        register.lookAgain();
        register.joinWhoIsAlike();
      }
      assertEquals(expected, register.partition(), order::toString);
    }
  }

  @Test
  void case_29_two_of_one_name_one_of_another_and_one_of_none_in_any_order() {
    every_order_ends_in(
        "[[1, 3], [2], [4]]",
        has(1),
        has(2),
        isCalled(1, "Anna"),
        isCalled(2, "Boris"),
        hasAndIsCalled(3, "Anna"),
        has(4));
  }

  @Test
  void case_29_three_whose_names_come_in_any_order() {
    every_order_ends_in(
        "[[1], [2], [3]]",
        has(1),
        has(2),
        has(3),
        isCalled(1, "Anna"),
        isCalled(2, "Boris"),
        isCalled(3, "Clara"));
  }

  @Test
  void case_29_one_person_in_six_facts_is_one_in_any_order() {
    every_order_ends_in(
        "[[1, 2, 3]]",
        has(1),
        has(2),
        has(3),
        isCalled(1, "Anna"),
        isCalled(2, "Anna"),
        isCalled(3, "Anna"));
  }
}
