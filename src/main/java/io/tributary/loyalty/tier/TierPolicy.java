package io.tributary.loyalty.tier;

import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.tier.Evaluation.Goal;
import io.tributary.platform.Money;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One version of a programme's rules for tiers.
 *
 * <p>A tier is a promise that evidence gave. Evidence for a tier is a purchase at which the window
 * holds the tier's threshold; it promises the tier for the validity period, and for as long as the
 * window goes on holding the threshold if that is longer. A member has the highest tier whose
 * promise, with grace, has not ended. With {@link TierFloor#ONE_DOWN} the end of a promise is
 * followed by a promise of the tier below.
 *
 * <p>So every purchase at which a member qualifies begins a new validity period, and promises only
 * ever add up. This is what makes tiers monotone in spend (T1). A fixed membership year is not:
 * someone who reached a tier in January and bought again in December would lose it in January,
 * while someone who only spent enough in December would keep it.
 *
 * @param number the version, from 1
 * @param from when it comes into force
 * @param zone the programme's time zone
 * @param currency the programme's currency, ISO 4217
 * @param tiers the base tier, with threshold 0, first; thresholds rise
 * @param measure what earns a tier
 * @param window how long a fact counts
 * @param validity how long evidence promises a tier
 * @param grace how long a promise is kept after its end
 * @param floor how far a tier can fall
 * @param onReturn when a return takes back what its money brought
 */
record TierPolicy(
    int number,
    Instant from,
    ZoneId zone,
    String currency,
    List<Tier> tiers,
    TierMeasure measure,
    Window window,
    Period validity,
    Period grace,
    TierFloor floor,
    OnReturn onReturn) {

  TierPolicy {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty() || tiers.get(0).minimumSpend().minor() != 0) {
      throw new IllegalArgumentException("the first tier is the base tier, with threshold 0");
    }
  }

  /** Whether another version says the same. */
  boolean says(TierPolicy other) {
    return TierPolicyJson.write(this).equals(TierPolicyJson.write(other));
  }

  /** The threshold of a tier, in minor units. */
  long threshold(int tier) {
    return tiers.get(tier).minimumSpend().minor();
  }

  /** A tier's name. */
  String name(int tier) {
    return tiers.get(tier).name();
  }

  /** What a purchase counts for and how long. */
  QualifyingFact fact(Instant at, long minor) {
    return new QualifyingFact(at, window.leavesAt(at, zone), minor);
  }

  /** When a promise ends, grace included. */
  Instant end(Instant validUntil) {
    return LocalDays.later(validUntil, grace, zone);
  }

  /** The promises that evidence makes, with those that follow from the floor. */
  Standing standing(Instant[] evidence) {
    Instant[] promised = evidence.clone();
    if (floor == TierFloor.ONE_DOWN) {
      for (int tier = promised.length - 2; tier > 0; tier--) {
        Instant above = promised[tier + 1];
        if (above != null) {
          promised[tier] = latest(promised[tier], LocalDays.later(end(above), validity, zone));
        }
      }
    }
    return new Standing(Arrays.asList(promised));
  }

  /** The highest tier whose promise has not ended at an instant. */
  int tierAt(Standing standing, Instant at) {
    for (int tier = tiers.size() - 1; tier > 0; tier--) {
      if (holds(standing, tier, at)) {
        return tier;
      }
    }
    return 0;
  }

  /** Whether a tier's promise has not ended at an instant. */
  boolean holds(Standing standing, int tier, Instant at) {
    return standing.of(tier) != null && end(standing.of(tier)).isAfter(at);
  }

  /**
   * Adds the promises of what the window holds at an instant.
   *
   * @param facts up to the instant, in order of time
   * @param evidence by tier; changed in place
   */
  void qualify(List<QualifyingFact> facts, Instant at, Instant[] evidence) {
    Instant valid = LocalDays.endAfter(at, validity, zone);
    long sum = 0;
    int tier = 1;
    for (int i = facts.size() - 1; i >= 0 && tier < tiers.size(); i--) {
      Instant leaves = facts.get(i).leaves();
      if (!leaves.isAfter(at)) {
        return;
      }
      sum = sum(sum, facts.get(i).minor());
      while (tier < tiers.size() && sum >= threshold(tier)) {
        evidence[tier] = latest(latest(evidence[tier], valid), leaves);
        tier++;
      }
    }
  }

  /**
   * The place here of a tier of the version before: that of the same name, else the highest whose
   * threshold is not higher; in either case at least the place of the tier that was below it.
   */
  int placeOf(TierPolicy before, int tier) {
    if (tier == 0) {
      return 0;
    }
    int place = 0;
    for (int i = 1; i < tiers.size(); i++) {
      if (name(i).equals(before.name(tier))) {
        place = i;
        break;
      }
      if (threshold(i) <= before.threshold(tier)) {
        place = i;
      }
    }
    return Math.max(place, placeOf(before, tier - 1));
  }

  /**
   * What holds at an instant, why, and what it takes to rise or to stay.
   *
   * @param facts everything up to the instant, in order of time
   * @param state what the member has been promised by then
   */
  Evaluation evaluate(List<QualifyingFact> facts, Standing state, Instant asOf) {
    int tier = tierAt(state, asOf);
    Instant validUntil = tier == 0 ? null : state.of(tier);
    long qualifying = countingAt(facts, asOf);
    Goal next = null;
    if (tier + 1 < tiers.size()) {
      next = new Goal(tier + 1, threshold(tier + 1) - qualifying, firstToLeave(facts, asOf));
    }
    Goal stay = null;
    if (tier > 0) {
      Instant by = end(validUntil);
      stay = new Goal(tier, threshold(tier) - countingAt(facts, by), by);
    }
    return new Evaluation(
        tier, validUntil, qualifying, reasons(tier, validUntil, qualifying, asOf), next, stay);
  }

  /** The next instant at which a fact leaves the window, or null. */
  static Instant firstToLeave(List<QualifyingFact> facts, Instant asOf) {
    for (QualifyingFact fact : facts) {
      if (fact.minor() > 0 && fact.leaves().isAfter(asOf)) {
        return fact.leaves();
      }
    }
    return null;
  }

  private static long countingAt(List<QualifyingFact> facts, Instant at) {
    long sum = 0;
    for (int i = facts.size() - 1; i >= 0; i--) {
      if (!facts.get(i).leaves().isAfter(at)) {
        break;
      }
      sum = sum(sum, facts.get(i).minor());
    }
    return sum;
  }

  private List<String> reasons(int tier, Instant validUntil, long qualifying, Instant asOf) {
    List<String> reasons = new ArrayList<>();
    String spent = "Net spend in the window is " + money(qualifying);
    if (qualifying >= threshold(tier)) {
      reasons.add(spent + "; " + name(tier) + " needs " + money(threshold(tier)) + ".");
    } else {
      reasons.add(
          spent
              + ", less than the "
              + money(threshold(tier))
              + " of "
              + name(tier)
              + ", which was earned before and is kept till it ends.");
    }
    if (tier > 0) {
      boolean inGrace = !validUntil.isAfter(asOf);
      reasons.add(
          (inGrace ? "The last valid day was " : "The last valid day is ")
              + LocalDays.dateOf(validUntil, zone).minusDays(1)
              + (inGrace
                  ? "; grace keeps it to "
                      + LocalDays.dateOf(end(validUntil), zone).minusDays(1)
                      + "."
                  : "."));
    }
    return reasons;
  }

  private String money(long minor) {
    return new Money(minor, currency).getAmount() + " " + currency;
  }

  /** The later of two ends; the first may be null. */
  static Instant latest(Instant a, Instant b) {
    return a == null || b.isAfter(a) ? b : a;
  }

  /** Amounts near the limit of a bigint must not turn negative. */
  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
