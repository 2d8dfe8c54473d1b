package io.tributary.identity.survivorship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.identity.survivorship.Survivorship.Candidate;
import io.tributary.identity.survivorship.Survivorship.Chosen;
import io.tributary.identity.survivorship.Survivorship.Pin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SurvivorshipTest {
  private static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");
  private static final UUID CUSTOMER = new UUID(9, 1);

  private static Candidate candidate(
      int profile, int trust, String value, boolean verified, int second) {
    return new Candidate(
        CUSTOMER,
        new UUID(1, profile),
        new UUID(2, profile % 3),
        trust,
        "city",
        value,
        verified,
        BEGINNING.plusSeconds(second));
  }

  private static SurvivorshipPolicy policy(SurvivorshipRule... rules) {
    return new SurvivorshipPolicy(1, List.of(rules), Map.of());
  }

  private static Chosen only(SurvivorshipPolicy policy, Candidate... candidates) {
    List<Chosen> chosen = Survivorship.choose(policy, List.of(candidates), List.of());
    assertEquals(1, chosen.size());
    return chosen.get(0);
  }

  @Provide
  Arbitrary<List<Candidate>> situations() {
    Arbitrary<String> values =
        Arbitraries.of(
            "\"Wuhan\"",
            "\"wuhan \"",
            "\"武汉\"",
            "\"\"",
            "null",
            "42",
            "4.2e1",
            "true",
            "[1,\"a\"]",
            "{\"city\":\"Wuhan\"}",
            "[]");
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(1, 3),
            values,
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3))
        .as(SurvivorshipTest::candidate)
        .list()
        .uniqueElements(Candidate::profile)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<SurvivorshipPolicy> policies() {
    return Arbitraries.of(SurvivorshipRule.values())
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .map(
            rules ->
                policy(
                    rules.contains(SurvivorshipRule.KEEP_ALL)
                        ? new SurvivorshipRule[] {SurvivorshipRule.KEEP_ALL}
                        : rules.toArray(SurvivorshipRule[]::new)));
  }

  @Property
  void the_order_in_which_profiles_are_read_decides_nothing(
      @ForAll("situations") List<Candidate> candidates,
      @ForAll("policies") SurvivorshipPolicy policy,
      @ForAll long seed) {
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(seed));
    assertEquals(
        Survivorship.choose(policy, candidates, List.of()),
        Survivorship.choose(policy, shuffled, List.of()));
  }

  @Property
  void what_survives_was_said_by_the_profile_it_names_and_is_never_a_value_taken_back(
      @ForAll("situations") List<Candidate> candidates,
      @ForAll("policies") SurvivorshipPolicy policy) {
    List<Chosen> chosen = Survivorship.choose(policy, candidates, List.of());
    long said = candidates.stream().filter(c -> !c.value().equals("null")).count();
    assertEquals(said > 0, !chosen.isEmpty(), "something survives when anything was said");
    for (Chosen one : chosen) {
      assertTrue(
          candidates.stream()
              .anyMatch(
                  c ->
                      c.profile().equals(one.profile())
                          && c.value().equals(one.value())
                          && c.observedAt().equals(one.observedAt())));
      assertTrue(!one.value().equals("null"));
    }
  }

  @Property
  void the_first_rule_is_never_broken(@ForAll("situations") List<Candidate> candidates) {
    for (Chosen one :
        Survivorship.choose(
            policy(SurvivorshipRule.TRUST_RANK, SurvivorshipRule.LONGEST), candidates, List.of())) {
      int trust =
          candidates.stream()
              .filter(c -> c.profile().equals(one.profile()))
              .mapToInt(Candidate::trustRank)
              .findFirst()
              .orElseThrow();
      assertTrue(
          candidates.stream().noneMatch(c -> !c.value().equals("null") && c.trustRank() > trust));
    }
  }

  @Property
  void keeping_all_keeps_each_value_once(@ForAll("situations") List<Candidate> candidates) {
    List<Chosen> chosen =
        Survivorship.choose(policy(SurvivorshipRule.KEEP_ALL), candidates, List.of());
    long meanings =
        candidates.stream()
            .filter(c -> !c.value().equals("null"))
            .map(Candidate::meaning)
            .distinct()
            .count();
    assertEquals(meanings, chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      assertEquals(i, chosen.get(i).position());
      assertEquals("KEEP_ALL", chosen.get(i).rule());
    }
  }

  @Property
  void a_pin_stands_over_every_rule_and_the_later_of_two_pins_holds(
      @ForAll("situations") List<Candidate> candidates,
      @ForAll("policies") SurvivorshipPolicy policy) {
    Pin earlier = new Pin(CUSTOMER, new UUID(5, 2), null, null, "city", "\"A\"", BEGINNING);
    Pin later =
        new Pin(CUSTOMER, new UUID(5, 1), null, null, "city", "\"B\"", BEGINNING.plusSeconds(1));
    for (List<Pin> pins : List.of(List.of(earlier, later), List.of(later, earlier))) {
      List<Chosen> chosen = Survivorship.choose(policy, candidates, pins);
      assertEquals(List.of("\"B\""), chosen.stream().map(Chosen::value).toList());
      assertEquals("PIN", chosen.get(0).rule());
    }
  }

  @Test
  void each_rule_chooses_as_its_name_says_and_says_that_it_did() {
    Candidate checked = candidate(1, 1, "\"Xi'an\"", true, 0);
    Candidate trusted = candidate(2, 9, "\"Wuhan\"", false, 1);
    Candidate latest = candidate(3, 1, "\"Chengdu City\"", false, 5);
    Candidate again = candidate(4, 2, "\"ＷＵＨＡＮ\"", false, 0);
    Map<SurvivorshipRule, Candidate> expected =
        Map.of(
            SurvivorshipRule.VERIFIED, checked,
            SurvivorshipRule.TRUST_RANK, trusted,
            SurvivorshipRule.LATEST, latest,
            SurvivorshipRule.LONGEST, latest,
            SurvivorshipRule.MOST_FREQUENT, trusted);
    expected.forEach(
        (rule, best) -> {
          Chosen chosen = only(policy(rule), checked, trusted, latest, again);
          assertEquals(best.value(), chosen.value(), rule.name());
          assertEquals(best.profile(), chosen.profile(), rule.name());
          assertEquals(rule.name(), chosen.rule());
        });
  }

  @Test
  void the_rule_that_decided_is_the_one_that_told_the_last_two_values_apart() {
    SurvivorshipPolicy policy =
        policy(SurvivorshipRule.VERIFIED, SurvivorshipRule.TRUST_RANK, SurvivorshipRule.LATEST);
    assertEquals(
        "TRUST_RANK",
        only(policy, candidate(1, 5, "\"a\"", false, 0), candidate(2, 4, "\"b\"", false, 9))
            .rule());
    assertEquals(
        "ONLY_VALUE",
        only(policy, candidate(1, 5, "\"a\"", false, 0), candidate(2, 4, "\"A\"", true, 9)).rule());
  }

  @Test
  void a_tie_at_equal_trust_and_time_is_decided_by_the_values_on_every_replica() {
    SurvivorshipPolicy policy = SurvivorshipPolicy.BUILT_IN;
    Candidate one = candidate(1, 5, "\"Wuhan\"", false, 0);
    Candidate other = candidate(2, 5, "\"Xi'an\"", false, 0);
    Candidate swapped = candidate(2, 5, "\"Wuhan\"", false, 0);
    Candidate swappedOther = candidate(1, 5, "\"Xi'an\"", false, 0);
    assertEquals("\"Xi'an\"", only(policy, one, other).value());
    assertEquals("\"Xi'an\"", only(policy, swapped, swappedOther).value(), "whoever said it");
    assertEquals("TIE", only(policy, other, one).rule());
  }

  @Test
  void different_types_of_one_attribute_are_two_values_like_any_other() {
    for (SurvivorshipRule rule : SurvivorshipRule.values()) {
      List<Chosen> chosen =
          Survivorship.choose(
              policy(rule),
              List.of(
                  candidate(1, 1, "42", false, 0),
                  candidate(2, 1, "[4,2]", false, 0),
                  candidate(3, 1, "{\"a\":null}", false, 0),
                  candidate(4, 1, "\"42\"", false, 0)),
              List.of());
      assertEquals(rule == SurvivorshipRule.KEEP_ALL ? 4 : 1, chosen.size());
    }
  }
}
