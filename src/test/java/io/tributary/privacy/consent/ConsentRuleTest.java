package io.tributary.privacy.consent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The laws of consent. */
class ConsentRuleTest {
  private static final int AGE = 14;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static ConsentRule.Said said(
      int profile,
      ConsentChannel channel,
      ConsentDecision decision,
      Integer hour,
      int recordedAfter,
      boolean ownWord,
      boolean guardian) {
    Instant at = hour == null ? null : START.plusSeconds(3600L * hour);
    return new ConsentRule.Said(
        new UUID(0, profile),
        "marketing",
        channel,
        decision,
        at,
        (at == null ? START : at).plusSeconds(3600L * recordedAfter),
        null,
        ownWord,
        guardian);
  }

  private static ConsentRule.Said said(int profile, ConsentDecision decision, Integer hour) {
    return said(profile, ConsentChannel.EMAIL, decision, hour, 0, true, false);
  }

  @Provide
  Arbitrary<ConsentRule.Said> decisions() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(ConsentChannel.ANY, ConsentChannel.EMAIL, ConsentChannel.SMS),
            Arbitraries.of(ConsentDecision.class),
            Arbitraries.integers().between(0, 5).injectNull(0.2),
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(true, true, false),
            Arbitraries.of(true, false))
        .as(ConsentRuleTest::said);
  }

  private static List<ConsentState> states(List<ConsentRule.Said> all) {
    return ConsentRule.states(all, null, AGE, false);
  }

  private static boolean permits(List<ConsentRule.Said> all) {
    return states(all).stream()
        .filter(state -> state.channel() == ConsentChannel.EMAIL)
        .allMatch(ConsentState::permits);
  }

  @Property(tries = 300)
  void the_order_of_arrival_changes_nothing(
      @ForAll @Size(max = 8) List<ConsentRule.@From("decisions") Said> all, @ForAll long seed) {
    List<ConsentRule.Said> other = new ArrayList<>(all);
    Collections.shuffle(other, new Random(seed));
    assertEquals(states(all), states(other));
  }

  @Property(tries = 300)
  void together_nothing_is_permitted_that_one_profile_forbids(
      @ForAll @Size(max = 8) List<ConsentRule.@From("decisions") Said> all) {
    for (int i = 1; i <= 3; i++) {
      UUID profile = new UUID(0, i);
      List<ConsentState> alone =
          states(all.stream().filter(one -> one.profile().equals(profile)).toList());
      for (ConsentState state : alone) {
        if (!state.permits()) {
          assertTrue(
              states(all).stream()
                  .noneMatch(one -> one.channel() == state.channel() && one.permits()));
        }
      }
    }
  }

  @Property(tries = 300)
  void a_withdrawal_of_all_that_comes_last_leaves_nothing_permitted(
      @ForAll @Size(min = 1, max = 8) List<ConsentRule.@From("decisions") Said> all) {
    List<ConsentRule.Said> more = new ArrayList<>(all);
    for (int i = 1; i <= 3; i++) {
      more.add(said(i, ConsentChannel.ANY, ConsentDecision.WITHDRAWN, 12, 0, true, false));
    }
    assertTrue(states(more).stream().noneMatch(ConsentState::permits));
  }

  @Property(tries = 300)
  void a_grant_of_a_channel_on_every_profile_that_comes_last_is_permitted_again(
      @ForAll @Size(max = 8) List<ConsentRule.@From("decisions") Said> all) {
    List<ConsentRule.Said> more = new ArrayList<>(all);
    for (int i = 1; i <= 3; i++) {
      more.add(said(i, ConsentDecision.GRANTED, 12));
    }
    assertTrue(permits(more));
  }

  @Property(tries = 300)
  void the_word_of_somebody_else_permits_nothing(
      @ForAll @Size(max = 8) List<ConsentRule.@From("decisions") Said> all) {
    List<ConsentRule.Said> own = all.stream().filter(ConsentRule.Said::ownWord).toList();
    List<ConsentState> with = states(all);
    for (ConsentState state : with) {
      if (state.permits()) {
        assertTrue(
            states(own).stream().anyMatch(s -> s.channel() == state.channel() && s.permits()));
      }
    }
  }

  @Test
  void of_two_decisions_at_one_instant_the_stricter_stands() {
    assertFalse(
        permits(List.of(said(1, ConsentDecision.DENIED, 1), said(1, ConsentDecision.GRANTED, 1))));
    assertTrue(
        permits(List.of(said(1, ConsentDecision.DENIED, 1), said(1, ConsentDecision.GRANTED, 2))));
  }

  @Test
  void a_refusal_without_a_date_yields_only_to_a_grant_after_it_was_known() {
    ConsentRule.Said undated = said(1, ConsentDecision.WITHDRAWN, null);
    assertFalse(permits(List.of(undated, said(1, ConsentDecision.GRANTED, 0))));
    assertTrue(permits(List.of(undated, said(1, ConsentDecision.GRANTED, 1))));
    assertFalse(
        permits(
            List.of(said(1, ConsentDecision.DENIED, 0), said(1, ConsentDecision.GRANTED, null))));
  }

  @Test
  void a_grant_of_any_does_not_lift_the_refusal_of_one_channel() {
    List<ConsentRule.Said> all =
        List.of(
            said(1, ConsentDecision.DENIED, 1),
            said(1, ConsentChannel.ANY, ConsentDecision.GRANTED, 2, 0, true, false));
    assertFalse(permits(all));
    assertEquals(List.of(true, false), states(all).stream().map(ConsentState::permits).toList());
  }

  @Property(tries = 100)
  void nothing_is_permitted_while_processing_is_limited(
      @ForAll @Size(max = 8) List<ConsentRule.@From("decisions") Said> all) {
    assertTrue(ConsentRule.states(all, null, AGE, true).stream().noneMatch(ConsentState::permits));
  }

  @Test
  void a_minor_agrees_only_with_a_guardian() {
    LocalDate birth = LocalDate.parse("2012-01-02");
    ConsentRule.Said alone = said(1, ConsentDecision.GRANTED, 1);
    assertFalse(alone.counts(birth, AGE), "one day younger than 14");
    assertTrue(alone.counts(birth.minusDays(1), AGE));
    assertTrue(alone.counts(null, AGE));
    assertTrue(
        said(1, ConsentChannel.EMAIL, ConsentDecision.GRANTED, 1, 0, true, true)
            .counts(birth, AGE));
    assertTrue(said(1, ConsentDecision.DENIED, 1).counts(birth, AGE));
  }
}
