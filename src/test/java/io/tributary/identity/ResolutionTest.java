package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.platform.keys.TestKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResolutionTest {
  static {
    TestKeys.use();
  }

  private static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");

  private static Supplier<UUID> counting() {
    int[] next = {0};
    return () -> new UUID(7, ++next[0]);
  }

  private static Resolution empty() {
    return new Resolution(NormaliserTest.POLICY, counting(), Map.of(), Map.of(), List.of());
  }

  private static UUID profile(int n) {
    return new UUID(1, n);
  }

  private static Identifier id(IdentifierKind kind, String value) {
    return new Identifier(kind, "", value, Identifier.State.VERIFIED, null);
  }

  private static Resolution.Fact fact(int profile, Identifier... tying) {
    return new Resolution.Fact(
        profile(profile),
        id(IdentifierKind.USER_ID, "u" + profile),
        List.of(),
        List.of(tying),
        Traits.none(),
        BEGINNING.plusSeconds(profile));
  }

  private static List<UUID> moved(Resolution resolution) {
    return resolution.merges().stream().flatMap(merge -> merge.moved().stream()).toList();
  }

  private static UUID customer(Resolution resolution, int profile) {
    return resolution.place(profile(profile)).customer();
  }

  @Test
  void whom_a_known_identifier_ties_is_merged_and_says_by_what() {
    Resolution resolution = empty();
    resolution.take(fact(1, id(IdentifierKind.PHONE, "+1")));
    resolution.take(fact(2, id(IdentifierKind.PHONE, "+1")));
    resolution.take(fact(3, id(IdentifierKind.PHONE, "+2")));
    assertEquals(customer(resolution, 1), customer(resolution, 2));
    assertNotEquals(customer(resolution, 1), customer(resolution, 3));
    assertEquals(1, resolution.merges().size());
    assertEquals(List.of(id(IdentifierKind.PHONE, "+1")), resolution.merges().get(0).evidence());
    assertTrue(resolution.merges().get(0).isOfNewborn());
  }

  @Test
  void a_fact_that_ties_two_merges_them_and_the_older_survives() {
    Resolution resolution = empty();
    resolution.take(fact(1, id(IdentifierKind.PHONE, "+1")));
    resolution.take(fact(2, id(IdentifierKind.EMAIL, "a@b.co")));
    UUID older = customer(resolution, 1);
    UUID younger = customer(resolution, 2);
    resolution.take(fact(3, id(IdentifierKind.PHONE, "+1"), id(IdentifierKind.EMAIL, "a@b.co")));
    assertEquals(2, resolution.merges().size());
    assertEquals(List.of(profile(3)), resolution.merges().get(1).moved());
    assertEquals(older, resolution.merges().get(0).winner());
    assertEquals(younger, resolution.merges().get(0).loser());
    assertEquals(List.of(profile(2)), resolution.merges().get(0).moved());
    assertEquals(older, customer(resolution, 2));
    assertEquals(
        younger, resolution.place(profile(2)).home(), "its own evidence stays what it was");
  }

  @Test
  void one_fact_that_would_tie_more_than_three_ties_none() {
    Resolution resolution = empty();
    List<Identifier> all = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Identifier card = id(IdentifierKind.CARD_NUMBER, "C" + i);
      resolution.take(fact(i, card));
      all.add(card);
    }
    resolution.take(fact(5, all.toArray(Identifier[]::new)));
    assertEquals(List.of(profile(5)), moved(resolution), "it is the first one's alone");
    assertEquals(3, resolution.reviews().size());
    assertEquals(Guard.CUSTOMERS_PER_FACT, resolution.reviews().get(0).guard());
  }

  @Test
  void a_limit_that_a_merge_would_break_holds_it_and_asks() {
    Resolution resolution = empty();
    for (int i = 1; i <= 2; i++) {
      resolution.take(
          fact(
              i,
              id(IdentifierKind.EMAIL, "e" + i + "@x.co"),
              id(IdentifierKind.PHONE, "+" + i + "1"),
              id(IdentifierKind.PHONE, "+" + i + "2")));
    }
    resolution.take(
        fact(3, id(IdentifierKind.EMAIL, "e1@x.co"), id(IdentifierKind.EMAIL, "e2@x.co")));
    assertEquals(List.of(profile(3)), moved(resolution));
    assertEquals(Guard.VALUES_PER_CUSTOMER, resolution.reviews().get(0).guard());
    assertEquals(customer(resolution, 1), customer(resolution, 3));
  }

  @Test
  void a_value_over_the_limit_is_refused_and_ties_nobody() {
    Resolution resolution = empty();
    for (int i = 1; i <= 4; i++) {
      resolution.take(fact(1, id(IdentifierKind.PHONE, "+" + i)));
    }
    assertEquals(Set.of(id(IdentifierKind.PHONE, "+4").hash()), resolution.refused());
    assertEquals(3, resolution.claims().size());
  }

  @Test
  void a_veto_holds() {
    UUID one = new UUID(2, 1);
    UUID two = new UUID(2, 2);
    Identifier phone = id(IdentifierKind.PHONE, "+1");
    Identifier email = id(IdentifierKind.EMAIL, "a@b.co");
    Resolution resolution =
        new Resolution(
            NormaliserTest.POLICY,
            counting(),
            Map.of(
                profile(1),
                new Resolution.Place(one, one),
                profile(2),
                new Resolution.Place(two, two)),
            Map.of(phone.hash(), profile(1), email.hash(), profile(2)),
            List.of(
                new Resolution.Person(
                    one,
                    BEGINNING,
                    new TreeMap<>(java.util.Comparator.comparing(Object::toString)),
                    1,
                    new HashSet<>(Set.of(two)),
                    Traits.none()),
                new Resolution.Person(
                    two,
                    BEGINNING,
                    new TreeMap<>(java.util.Comparator.comparing(Object::toString)),
                    1,
                    new HashSet<>(),
                    Traits.none())));
    resolution.take(fact(3, phone, email));
    assertEquals(List.of(profile(3)), moved(resolution));
    assertEquals(Guard.VETO, resolution.reviews().get(0).guard());
  }

  /** Within the limits the partition does not depend on the order in which the facts come. */
  @Property(tries = 300)
  void every_order_of_arrival_gives_one_partition(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 63) Integer> shapes,
      @ForAll Random random) {
    List<Resolution.Fact> facts = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      List<Identifier> tying = new ArrayList<>();
      for (int bit = 0; bit < 3; bit++) {
        if ((shapes.get(i) >> bit & 1) == 1) {
          tying.add(id(IdentifierKind.CARD_NUMBER, "C" + bit));
        }
      }
      facts.add(fact(shapes.get(i) >> 3, tying.toArray(Identifier[]::new)));
    }
    Set<Set<UUID>> expected = partition(facts);
    Collections.shuffle(facts, random);
    assertEquals(expected, partition(facts));
  }

  /** Case 29 in full; the database's part of it is tested with four facts. */
  @Test
  void every_order_of_six_facts_gives_one_partition() {
    Identifier a = id(IdentifierKind.CARD_NUMBER, "A");
    Identifier b = id(IdentifierKind.CARD_NUMBER, "B");
    Identifier c = id(IdentifierKind.CARD_NUMBER, "C");
    List<Resolution.Fact> facts =
        List.of(fact(1, a), fact(2, b), fact(3, a, b), fact(4, c), fact(5), fact(4, b, c));
    Set<Set<UUID>> expected = partition(facts);
    assertEquals(2, expected.size());
    permute(new ArrayList<>(facts), 0, expected);
  }

  private static void permute(List<Resolution.Fact> facts, int from, Set<Set<UUID>> expected) {
    if (from == facts.size()) {
      assertEquals(expected, partition(facts));
    }
    for (int i = from; i < facts.size(); i++) {
      Collections.swap(facts, from, i);
      permute(facts, from + 1, expected);
      Collections.swap(facts, from, i);
    }
  }

  private static Set<Set<UUID>> partition(List<Resolution.Fact> facts) {
    Resolution resolution = empty();
    facts.forEach(resolution::take);
    Map<UUID, Set<UUID>> groups = new TreeMap<>();
    facts.forEach(
        fact ->
            groups
                .computeIfAbsent(resolution.place(fact.profile()).customer(), c -> new TreeSet<>())
                .add(fact.profile()));
    return new HashSet<>(groups.values());
  }
}
