package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.ArrayList;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Case 29 where guards hold: what does not depend on the order of arrival then, either. */
class GuardOrderTest {
  private static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");
  private static final String[][] FACES = {
    {"Wang Fang", "1990-01-01"},
    {"Zhang Wei", "1988-05-05"},
    {"Li Na", "1979-12-24"},
    {"Tom Ott", "2001-04-04"}
  };

  /** The policy in which a union id is one person's and a phone may be a household's. */
  private static final IdentifierPolicy POLICY = policy();

  private static IdentifierPolicy policy() {
    IdentifierPolicy some = NormaliserTest.POLICY;
    Map<IdentifierKind, IdentifierPolicy.Rule> kinds = new HashMap<>(some.kinds());
    kinds.put(
        IdentifierKind.WECHAT_UNIONID,
        new IdentifierPolicy.Rule(IdentifierPolicy.Ties.ALWAYS, 2, true));
    kinds.put(
        IdentifierKind.PHONE,
        new IdentifierPolicy.Rule(IdentifierPolicy.Ties.VERIFIED_OR_PAID, 3, false, true));
    return new IdentifierPolicy(
        kinds, Set.of(), 3, some.profilesPerCustomer(), 1, some.onePerPerson());
  }

  /** What tells people apart. */
  enum Told {
    NAME,
    NAME_AND_BIRTH,
    NATIONAL_ID,
    UNION_ID,
    LIMIT
  }

  private static Identifier id(IdentifierKind kind, String value) {
    return new Identifier(kind, "", value, Identifier.State.VERIFIED, null);
  }

  private static Resolution.Fact fact(int person, int n, Told told, List<Identifier> carried) {
    List<Identifier> tying = new ArrayList<>(carried);
    Traits traits = Traits.none();
    switch (told) {
      case NAME -> traits.name(SourceKind.OFFLINE, Map.of("name", FACES[person][0]));
      case NAME_AND_BIRTH ->
          traits.see(Face.of(Map.copyOf(Town.born(FACES[person][0], FACES[person][1]))));
      case NATIONAL_ID -> traits.see(POLICY, "national_id", "N" + person, false);
      case UNION_ID -> tying.add(id(IdentifierKind.WECHAT_UNIONID, "u" + person));
      default -> {
        for (int i = 0; i < 3; i++) {
          tying.add(id(IdentifierKind.PHONE, "+" + person + i));
        }
      }
    }
    return new Resolution.Fact(
        new UUID(person, n),
        id(IdentifierKind.USER_ID, person + "-" + n),
        List.of(),
        List.copyOf(tying),
        traits,
        BEGINNING.plusSeconds(10L * person + n));
  }

  private static Map<UUID, Set<UUID>> customers(List<Resolution.Fact> facts) {
    int[] next = {0};
    Resolution resolution =
        new Resolution(POLICY, () -> new UUID(7, ++next[0]), Map.of(), Map.of(), List.of());
    facts.forEach(resolution::take);
    Map<UUID, Set<UUID>> customers = new LinkedHashMap<>();
    facts.forEach(
        fact ->
            customers
                .computeIfAbsent(resolution.place(fact.profile()).customer(), c -> new TreeSet<>())
                .add(fact.profile()));
    return customers;
  }

  /**
   * Each person's profiles carry the person's card, and one of them a value that all people have,
   * whatever tells them apart, and whether it is said of a profile at once or later.
   */
  @Property(tries = 500)
  void a_value_that_one_profile_of_each_carries_ties_nobody_in_any_order(
      @ForAll Told told,
      @ForAll @IntRange(min = 2, max = 4) int people,
      @ForAll boolean isKnownBefore,
      @ForAll Random random) {
    Identifier common =
        id(told == Told.LIMIT ? IdentifierKind.EMAIL : IdentifierKind.PHONE, "+86139");
    List<Resolution.Fact> facts = new ArrayList<>();
    for (int person = 0; person < people; person++) {
      Identifier card = id(IdentifierKind.CARD_NUMBER, "C" + person);
      facts.add(fact(person, 0, told, List.of(card, common)));
      facts.add(fact(person, 1, told, List.of(card)));
    }
    Collections.shuffle(facts, random);
    if (isKnownBefore) {
      List<Resolution.Fact> unnamed = new ArrayList<>();
      for (Resolution.Fact fact : facts) {
        unnamed.add(
            new Resolution.Fact(
                fact.profile(), fact.key(), List.of(), List.of(), Traits.none(), fact.at()));
      }
      facts.addAll(0, unnamed);
    }
    Set<Set<UUID>> expected = new HashSet<>();
    for (int person = 0; person < people; person++) {
      expected.add(Set.of(new UUID(person, 0), new UUID(person, 1)));
    }
    assertEquals(expected, new HashSet<>(customers(facts).values()));
  }

  /** Whatever they share: the error that a guard is for is not made in some order only. */
  @Property(tries = 500)
  void people_who_say_who_they_are_never_become_one_in_any_order(
      @ForAll Told told, @ForAll Random random) {
    if (told == Told.LIMIT) {
      return;
    }
    List<Resolution.Fact> facts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<Identifier> carried = new ArrayList<>();
      for (int n = random.nextInt(3); n >= 0; n--) {
        carried.add(
            id(
                told == Told.NAME || random.nextBoolean()
                    ? IdentifierKind.PHONE
                    : IdentifierKind.CARD_NUMBER,
                "+" + random.nextInt(4)));
      }
      facts.add(fact(random.nextInt(4), random.nextInt(3), told, carried));
    }
    customers(facts)
        .values()
        .forEach(
            profiles ->
                assertFalse(
                    profiles.stream().map(UUID::getMostSignificantBits).distinct().count() > 1,
                    () -> told + " " + profiles));
  }
}
