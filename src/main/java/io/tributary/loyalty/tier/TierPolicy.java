package io.tributary.loyalty.tier;

import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.tier.Evaluation.Goal;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One version of a programme's rules for tiers.
 *
 * <p>A tier is a promise that evidence gave. Evidence for a tier is a deed of a kind that it asks
 * for, at which the window holds what it takes; it promises the tier for the validity period, and
 * for as long as the window goes on holding it if that is longer. A member has the highest tier
 * whose promise, with grace, has not ended. With {@link TierFloor#ONE_DOWN} the end of a promise is
 * followed by a promise of the tier below.
 *
 * <p>So every deed at which a member qualifies begins a new validity period, and promises only ever
 * add up. This is what makes tiers monotone in what was done (T1). A fixed membership year is not:
 * someone who reached a tier in January and bought again in December would lose it in January,
 * while someone who only spent enough in December would keep it.
 *
 * <p>Locks change what a member has, not what was promised: when one ends, the member has what was
 * earned meanwhile.
 *
 * @param number the version, from 1
 * @param from when it comes into force
 * @param zone the programme's time zone
 * @param currency the programme's currency, ISO 4217
 * @param tiers the base tier, which takes nothing, first; who has what a tier takes has what each
 *     earned tier below takes
 * @param measure what the policy mainly counts
 * @param window how long a fact counts
 * @param validity how long evidence promises a tier
 * @param grace how long a promise is kept after its end
 * @param floor how far a tier can fall
 * @param onReturn when a return takes back what its money brought
 * @param recognises tiers of other programmes whose members start here in a tier of their own
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
    OnReturn onReturn,
    List<Recognition> recognises) {

  /** What brings a tier whose window holds all that it takes already. */
  private static final List<Condition> ANY_PURCHASE =
      List.of(new Condition(TierMeasure.NET_SPEND, 1));

  TierPolicy {
    tiers = List.copyOf(tiers);
    recognises = List.copyOf(recognises);
    if (tiers.isEmpty() || !tiers.get(0).requirement().equals(Requirement.NOTHING)) {
      throw new IllegalArgumentException("the first tier is the base tier, which takes nothing");
    }
  }

  /** Whether another version says the same. */
  boolean says(TierPolicy other) {
    return TierPolicyJson.write(this).equals(TierPolicyJson.write(other));
  }

  /** What a tier takes. */
  Requirement takes(int tier) {
    return tiers.get(tier).requirement();
  }

  /** A tier's name. */
  String name(int tier) {
    return tiers.get(tier).name();
  }

  /** A tier's place by its name; -1 for none. */
  int place(String name) {
    for (int i = 0; i < tiers.size(); i++) {
      if (name(i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether any tier asks for a measure. */
  boolean asks(TierMeasure asked) {
    return tiers.stream().anyMatch(tier -> tier.requirement().asks(asked));
  }

  /** The beginnings of the member's own years that matter: where no year is, the first will do. */
  List<Instant> years(List<Instant> joined) {
    return window instanceof Window.Anniversary ? joined : joined.subList(0, 1);
  }

  /** Whether a deed counts for the same under another version, for as long. */
  boolean countsLike(TierPolicy other) {
    return window.equals(other.window) && zone.equals(other.zone);
  }

  /** What a deed counts for and how long. */
  QualifyingFact fact(Deed deed, long worth, Instant joined) {
    return new QualifyingFact(
        deed.measure(),
        deed.at(),
        window.leavesAt(deed.at(), joined, zone),
        LocalDays.dateOf(deed.at(), zone).toEpochDay(),
        worth);
  }

  /** When a promise ends, grace included. */
  Instant end(Instant validUntil) {
    return validUntil.equals(Instant.MAX) || grace.isZero()
        ? validUntil
        : LocalDays.later(validUntil, grace, zone);
  }

  /** The promises that evidence makes, with those that follow from the floor. */
  Standing standing(Instant[] evidence) {
    Instant[] promised = evidence.clone();
    if (floor == TierFloor.ONE_DOWN) {
      Instant above = null;
      for (int tier = promised.length - 1; tier > 0; tier--) {
        // nobody falls into a tier that is given by invitation, and nobody stops at one
        boolean falls = !takes(tier).equals(Requirement.INVITATION);
        if (falls && above != null && !above.equals(Instant.MAX)) {
          promised[tier] = latest(promised[tier], LocalDays.later(end(above), validity, zone));
        }
        if (promised[tier] != null) {
          above = falls ? promised[tier] : latest(above, promised[tier]);
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

  /** The tier that a member has who was promised another, given locks in the order of setting. */
  int under(List<TierLock> locks, int promised, Instant at) {
    int pin = -1;
    int least = 0;
    int most = tiers.size() - 1;
    for (TierLock lock : locks) {
      int place = lock.holds(at) ? place(lock.tier()) : -1;
      if (place >= 0) {
        switch (lock.kind()) {
          case PIN -> pin = place;
          case FLOOR -> least = Math.max(least, place);
          case CEILING -> most = Math.min(most, place);
          default -> throw new IllegalStateException("no such lock: " + lock);
        }
      }
    }
    return pin >= 0 ? pin : Math.min(most, Math.max(least, promised));
  }

  /**
   * Adds the promises of what the window holds at an instant.
   *
   * @param facts up to the instant
   * @param deeds what kind of deed gives rise to it; null for whatever there is
   * @param evidence by tier; changed in place
   * @param since from when each tier, or one above it, has been held; changed in place
   */
  void qualify(Counted facts, Instant at, TierMeasure deeds, Instant[] evidence, Instant[] since) {
    Instant valid = null;
    for (int tier = 1; tier < tiers.size(); tier++) {
      Requirement takes = takes(tier);
      if (deeds != null && !takes.counts(deeds)) {
        continue;
      }
      Instant begins = begins(tier, since);
      Instant holds = begins == null ? null : facts.meets(takes, begins, at);
      if (holds != null) {
        valid = valid == null ? LocalDays.endAfter(at, validity, zone) : valid;
        evidence[tier] = latest(evidence[tier], valid);
        if (!(window instanceof Window.SinceTierStart)) {
          evidence[tier] = latest(evidence[tier], holds);
        }
        for (int held = tier; held > 0 && since[held] == null; held--) {
          since[held] = at;
        }
      }
    }
  }

  /** Adds the promises that tiers held elsewhere bring when they begin. */
  void recognise(
      List<MemberFacts.Elsewhere> held, Instant at, Instant[] evidence, Instant[] since) {
    for (Recognition one : recognises) {
      int tier = place(one.as());
      for (MemberFacts.Elsewhere other : held) {
        boolean now =
            !other.from().isAfter(at) && (other.until() == null || other.until().isAfter(at));
        if (now && one.programme().equals(other.programme()) && one.tier().equals(other.tier())) {
          evidence[tier] = latest(evidence[tier], LocalDays.endAfter(at, validity, zone));
          for (int below = tier; below > 0 && since[below] == null; below--) {
            since[below] = at;
          }
        }
      }
    }
  }

  /** From when facts count for a tier; null when none does yet. */
  private Instant begins(int tier, Instant[] since) {
    if (!(window instanceof Window.SinceTierStart)) {
      return Instant.MIN;
    }
    int below = tier - 1;
    while (below > 0 && takes(below).equals(Requirement.INVITATION)) {
      below--;
    }
    return below == 0 ? Instant.MIN : since[below];
  }

  /**
   * The place here of a tier of the version before: that of the same name, else the highest that
   * takes no more; in either case at least the place of the tier below it that was earned.
   */
  int placeOf(TierPolicy before, int tier) {
    if (tier == 0) {
      return 0;
    }
    int named = place(before.name(tier));
    int place = named > 0 ? named : highestWithin(before.takes(tier));
    int below = tier - 1;
    while (below > 0 && before.takes(below).equals(Requirement.INVITATION)) {
      below--;
    }
    return Math.max(place, placeOf(before, below));
  }

  private int highestWithin(Requirement takes) {
    int place = 0;
    boolean byDeeds = !takes.equals(Requirement.INVITATION);
    for (int i = 1; byDeeds && i < tiers.size(); i++) {
      boolean earned = !takes(i).equals(Requirement.INVITATION);
      place = earned && takes.implies(takes(i)) ? i : place;
    }
    return place;
  }

  /** Whether the window holds what a member's tier takes. */
  boolean earned(Replay of) {
    Instant begins = begins(of.place(), of);
    return begins != null && of.facts().meets(takes(of.place()), begins, of.asOf()) != null;
  }

  /** What holds at an instant, why, and what it takes to rise or to stay. */
  Evaluation evaluate(Replay of) {
    int tier = of.place();
    Instant asOf = of.asOf();
    Counted facts = of.facts();
    Map<TierMeasure, Long> counted = new EnumMap<>(TierMeasure.class);
    for (TierMeasure each : TierMeasure.values()) {
      if (each == TierMeasure.NET_SPEND || each == measure || asks(each)) {
        counted.put(each, facts.sum(each, Instant.MIN, asOf));
      }
    }
    boolean earned = earned(of);
    Instant validUntil = of.validUntil();
    return new Evaluation(
        tier,
        validUntil,
        counted,
        earned,
        TierReasons.of(this, of, counted, earned),
        next(of),
        stay(of, validUntil));
  }

  private Instant begins(int tier, Replay of) {
    return tier == 0 ? Instant.MIN : begins(tier, of.since().toArray(Instant[]::new));
  }

  private Goal next(Replay of) {
    for (int tier = of.place() + 1; tier < tiers.size(); tier++) {
      if (!takes(tier).equals(Requirement.INVITATION)) {
        return new Goal(tier, missing(of, tier, of.asOf()), of.facts().firstToLeave(of.asOf()));
      }
    }
    return null;
  }

  private Goal stay(Replay of, Instant validUntil) {
    int tier = of.place();
    boolean given = takes(tier).equals(Requirement.INVITATION) || tier != of.promised();
    if (given || validUntil == null) {
      return null;
    }
    Instant by = end(validUntil);
    return new Goal(tier, missing(of, tier, by), by);
  }

  private List<List<Condition>> missing(Replay of, int tier, Instant at) {
    Instant begins = begins(tier, of);
    return of.facts().missing(takes(tier), begins == null ? of.asOf() : begins, at).stream()
        .map(lacks -> lacks.isEmpty() ? ANY_PURCHASE : lacks)
        .toList();
  }

  /** The later of two ends; the first may be null. */
  static Instant latest(Instant a, Instant b) {
    return a == null || b.isAfter(a) ? b : a;
  }
}
