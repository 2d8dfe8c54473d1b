package io.tributary.loyalty.referral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.loyalty.bonus.BonusWindow;
import io.tributary.loyalty.referral.ReferralRule.Decided;
import io.tributary.loyalty.referral.ReferralRule.Given;
import io.tributary.loyalty.referral.ReferralRule.Known;
import io.tributary.loyalty.referral.ReferralRule.Standing;
import io.tributary.loyalty.referral.ReferralRule.Use;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for referrals, whatever is known of both sides and in whatever order. */
class ReferralRuleLaws {
  private static final Instant BEGIN = Instant.parse("2024-03-01T00:00:00Z");
  private static final LocalDate FIRST = LocalDate.of(2024, 2, 27);
  private static final ReferralSuspicion PHONE =
      new ReferralSuspicion(ReferralSuspicionKind.SHARED_PHONE, new UUID(0, 9));

  private static ReferralTerms terms(BonusWindow per, Integer window, Integer all, Long budget) {
    return new ReferralTerms(
        "POINTS",
        new ReferralReward(100, 0, null),
        new ReferralReward(50, 0, null),
        ReferralQualification.FIRST_ORDER,
        0,
        null,
        null,
        per,
        window,
        all,
        budget);
  }

  @Provide
  static Arbitrary<List<Use>> uses() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<Integer> hour = Arbitraries.integers().between(0, 5);
    return Combinators.combine(hour, flag, flag, flag, flag, flag, hour, Arbitraries.longs())
        .as(
            (used, inForce, same, before, signUp, ordered, after, id) ->
                new Use(
                    new UUID(3, id),
                    BEGIN.plusSeconds(3600L * used),
                    inForce,
                    same,
                    before,
                    signUp,
                    ordered ? new UUID(1, after) : null,
                    ordered ? BEGIN.plusSeconds(3600L * (used + after)) : null))
        .list()
        .uniqueElements(Use::id)
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 500)
  void one_code_of_a_person_counts_at_most_in_whatever_order_they_come(
      @ForAll("uses") List<Use> uses, @ForAll long seed) {
    Map<UUID, Standing> standing = ReferralRule.standing(uses);
    List<Use> shuffled = new ArrayList<>(uses);
    Collections.shuffle(shuffled, new Random(seed));
    assertEquals(standing, ReferralRule.standing(shuffled));
    List<Use> counting =
        uses.stream().filter(use -> standing.get(use.id()).fault() == null).toList();
    assertTrue(counting.size() <= 1);
    for (Use use : counting) {
      assertTrue(use.inForce() && !use.same() && !use.boughtBefore());
      assertTrue(
          uses.stream()
              .filter(other -> other.inForce() && !other.same())
              .noneMatch(other -> other.usedAt().isBefore(use.usedAt())));
    }
    standing.values().forEach(one -> assertFalse(one.fault() != null && one.qualifiedAt() != null));
  }

  @Property(tries = 300)
  void what_looks_suspicious_is_never_rewarded_before_staff_have_approved(
      @ForAll boolean earlier, @ForAll boolean now) {
    Standing standing = new Standing(null, new UUID(1, 1), BEGIN);
    Known known = new Known(null, earlier ? List.of(PHONE) : List.of(), null, null);
    Decided decided =
        ReferralRule.decide(
            terms(BonusWindow.EVER, null, null, null),
            standing,
            known,
            now ? List.of(PHONE) : List.of(),
            FIRST,
            new Given(Map.of(), 0));
    assertEquals(earlier || now ? ReferralState.HELD : ReferralState.REWARDED, decided.state());
    Known approved = new Known(true, decided.suspicions(), decided.allotted(), decided.cut());
    assertEquals(
        ReferralState.REWARDED,
        ReferralRule.decide(
                terms(BonusWindow.EVER, null, null, null),
                standing,
                approved,
                List.of(PHONE),
                FIRST,
                new Given(Map.of(), 0))
            .state());
    Known refused = new Known(false, decided.suspicions(), decided.allotted(), decided.cut());
    assertEquals(
        ReferralState.REFUSED,
        ReferralRule.decide(
                terms(BonusWindow.EVER, null, null, null),
                standing,
                refused,
                List.of(),
                FIRST,
                new Given(Map.of(), 0))
            .state());
  }

  @Property(tries = 300)
  void a_ground_that_goes_and_comes_back_is_as_if_it_had_stayed(
      @ForAll ReferralFault fault, @ForAll boolean late) {
    ReferralTerms terms = terms(BonusWindow.EVER, 1, null, null);
    Standing good = new Standing(null, new UUID(1, 1), BEGIN);
    Given none = new Given(Map.of(), 0);
    Decided first =
        ReferralRule.decide(
            terms, good, new Known(null, List.of(), null, null), List.of(), FIRST, none);
    Decided gone =
        ReferralRule.decide(
            terms,
            late ? new Standing(null, null, null) : new Standing(fault, null, null),
            known(first),
            List.of(PHONE),
            null,
            none);
    assertNotEquals(ReferralState.REWARDED, gone.state());
    // meanwhile somebody else took the only place: what was allotted once stays so
    Given full = new Given(Map.of(FIRST, 1), 0);
    assertEquals(first, ReferralRule.decide(terms, good, known(gone), List.of(PHONE), FIRST, full));
  }

  private static Known known(Decided decided) {
    return new Known(null, decided.suspicions(), decided.allotted(), decided.cut());
  }

  @Property(tries = 300)
  void no_limit_and_no_budget_is_passed(
      @ForAll BonusWindow per,
      @ForAll @IntRange(min = 1, max = 4) int window,
      @ForAll @IntRange(min = 1, max = 8) int all,
      @ForAll @IntRange(min = 1, max = 1500) int budget,
      @ForAll @Size(max = 20) List<@IntRange(max = 40) Integer> days) {
    ReferralTerms terms = terms(per, window, all, (long) budget);
    Map<LocalDate, Integer> given = new HashMap<>();
    Map<LocalDate, Integer> windows = new HashMap<>();
    long spent = 0;
    Set<ReferralFault> cuts = new HashSet<>();
    for (int offset : days) {
      LocalDate day = FIRST.plusDays(offset);
      Decided decided =
          ReferralRule.decide(
              terms,
              new Standing(null, null, BEGIN),
              new Known(null, List.of(), null, null),
              List.of(),
              day,
              new Given(given, spent));
      if (decided.state() == ReferralState.REWARDED) {
        given.merge(day, 1, Integer::sum);
        windows.merge(per.firstDay(day), 1, Integer::sum);
        spent += terms.points();
      } else {
        assertEquals(false, decided.allotted());
        cuts.add(decided.fault());
      }
    }
    assertTrue(windows.values().stream().allMatch(count -> count <= window));
    assertTrue(given.values().stream().mapToInt(Integer::intValue).sum() <= all);
    assertTrue(spent <= budget);
    assertTrue(Set.of(ReferralFault.LIMIT_REACHED, ReferralFault.BUDGET_SPENT).containsAll(cuts));
  }

  @Property(tries = 200)
  void a_code_follows_from_who_the_member_is_and_is_found_however_it_is_typed(
      @ForAll long who, @ForAll byte key) {
    byte[] secret = new byte[32];
    secret[0] = key;
    UUID customer = new UUID(1, who);
    String code = ReferralCodeText.of(secret, customer, 0);
    assertEquals(code, ReferralCodeText.of(secret, customer, 0));
    assertNotEquals(code, ReferralCodeText.of(secret, customer, 1));
    assertTrue(code.matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"), code);
    String typed = code.toLowerCase(java.util.Locale.ROOT).replace('0', 'o').replace('1', 'l');
    assertEquals(ReferralCodeText.hash(code), ReferralCodeText.hash(typed.replace("-", " ")));
  }
}
