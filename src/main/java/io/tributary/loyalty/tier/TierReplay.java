package io.tributary.loyalty.tier;

import io.tributary.loyalty.LocalDays;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Walks a member's facts in order of time under the versions of a policy, each from when it came
 * into force, and notes every change of tier. The outcome follows from the facts and the instant
 * alone: a walk to a later instant begins with the history of a walk to an earlier one, so that a
 * daily walk and one that catches up agree (T4).
 */
final class TierReplay {
  /** At one instant things happen in this order. */
  private enum Kind {
    /** Returns of the day that has ended take back what they brought. */
    RETURNS_TAKE_EFFECT,
    /** A version of the policy comes into force. */
    POLICY,
    /** A tier begins in another programme. */
    ELSEWHERE,
    /** Something that counts, perhaps together with a return of the same instant. */
    DEED,
    /** Money or points are taken back. */
    RETURN,
    /** A lock begins or ends. */
    LOCK
  }

  /** Something that happens; index and amount mean what the kind needs. */
  private record Moment(Instant at, Kind kind, int index, long amount) {}

  private static final Comparator<Moment> ORDER =
      Comparator.comparing(Moment::at).thenComparing(Moment::kind).thenComparingInt(Moment::index);

  private final List<TierPolicy> policies;
  private final MemberFacts facts;
  private final List<Deed> deeds;
  private final Instant asOf;
  private final List<Moment> moments = new ArrayList<>();

  /**
   * What each deed counts for, less what was taken back up to now, under the version below; once
   * for each of the member's years.
   */
  private List<List<QualifyingFact>> worth;

  private TierPolicy countedBy;
  private final long[] refunded;
  private final List<TierChange> history = new ArrayList<>();
  private Promises promises = new Promises();

  /** The place of the highest tier that is promised. */
  private int promised;

  /** The place of the tier that the member has: the promised one, but for locks. */
  private int tier;

  private TierReplay(List<TierPolicy> policies, MemberFacts facts, Instant asOf) {
    this.policies = policies;
    this.facts = facts;
    this.deeds = facts.deeds();
    this.asOf = asOf;
    this.refunded = new long[deeds.size()];
    this.countedBy = policies.get(0);
    this.worth = counted();
    Instant first = policies.get(0).from();
    Instant begin = first.isAfter(facts.since()) ? first : facts.since();
    for (int i = 0; i < policies.size(); i++) {
      Instant from = policies.get(i).from();
      moments.add(new Moment(from.isAfter(begin) ? from : begin, Kind.POLICY, i, 0));
    }
    for (int i = 0; i < deeds.size(); i++) {
      moments.add(new Moment(deeds.get(i).at(), Kind.DEED, i, 0));
      for (Deed.Refund refund : deeds.get(i).refunds()) {
        addRefund(i, deeds.get(i), refund);
      }
    }
    for (TierLock lock : facts.locks()) {
      addLater(begin, lock.from(), Kind.LOCK);
      addLater(begin, lock.end(), Kind.LOCK);
    }
    facts.elsewhere().forEach(held -> addLater(begin, held.from(), Kind.ELSEWHERE));
    moments.sort(ORDER);
  }

  /** What happened before the membership holds from its first instant on anyway. */
  private void addLater(Instant begin, Instant at, Kind kind) {
    if (at != null && at.isAfter(begin)) {
      moments.add(new Moment(at, kind, 0, 0));
    }
  }

  private void addRefund(int index, Deed deed, Deed.Refund refund) {
    Instant at = refund.at().isBefore(deed.at()) ? deed.at() : refund.at();
    moments.add(new Moment(at, Kind.RETURN, index, refund.amount()));
    TierPolicy policy = policies.get(0);
    for (TierPolicy later : policies) {
      policy = later.from().isAfter(at) ? policy : later;
    }
    if (policy.onReturn() == OnReturn.END_OF_DAY) {
      Instant dayEnds = LocalDays.endAfter(at, Period.ZERO, policy.zone());
      moments.add(new Moment(dayEnds, Kind.RETURNS_TAKE_EFFECT, index, 0));
    }
  }

  /**
   * Replays a member.
   *
   * @param policies the versions, in order; at least one
   * @return empty when the membership has not begun by then
   */
  static Optional<Replay> of(List<TierPolicy> policies, MemberFacts facts, Instant asOf) {
    return new TierReplay(policies, facts, asOf).walk();
  }

  private Optional<Replay> walk() {
    int next = 0;
    while (next < moments.size() && !moments.get(next).at().isAfter(asOf)) {
      Instant at = moments.get(next).at();
      lapse(at, false);
      int end = next;
      while (end < moments.size() && moments.get(end).at().equals(at)) {
        end++;
      }
      happen(at, next, end);
      next = end;
    }
    if (history.isEmpty()) {
      return Optional.empty();
    }
    lapse(asOf, true);
    TierPolicy policy = promises.policy();
    Standing standing = promises.standing();
    Counted known = counted(promises.known);
    Instant due = next < moments.size() ? moments.get(next).at() : null;
    due = earlier(due, known.firstToLeave(asOf));
    Instant ends = promised == 0 ? null : policy.end(standing.of(promised));
    due = earlier(due, Instant.MAX.equals(ends) ? null : ends);
    promises.letGo(asOf);
    return Optional.of(
        new Replay(
            policy,
            asOf,
            known,
            standing,
            Arrays.asList(promises.since),
            facts.locks(),
            promised,
            tier,
            List.copyOf(history),
            due));
  }

  /** Lets tiers end whose time comes before an instant, or at it when nothing else happens then. */
  private void lapse(Instant to, boolean inclusive) {
    while (promised > 0) {
      TierPolicy policy = promises.policy();
      Standing standing = promises.standing();
      Instant end = policy.end(standing.of(promised));
      if (end.isAfter(to) || !inclusive && end.equals(to)) {
        return;
      }
      promised = policy.tierAt(standing, end);
      int after = policy.under(facts.locks(), promised, end);
      if (after != tier) {
        note(end, after, TierReason.EXPIRED);
      }
    }
  }

  /** All that happens at one instant, and the one change of tier that comes of it. */
  private void happen(Instant at, int from, int to) {
    TierPolicy before = history.isEmpty() ? null : promises.policy();
    boolean ends = promised > 0 && !promises.policy().holds(promises.standing(), promised, at);
    boolean deed = false;
    boolean takesBack = false;
    boolean lock = false;
    boolean elsewhere = false;
    for (int i = from; i < to; i++) {
      Moment moment = moments.get(i);
      switch (moment.kind()) {
        case POLICY -> promises.apply(moment);
        case ELSEWHERE -> {
          promises.apply(moment);
          elsewhere = true;
        }
        case DEED -> {
          promises.apply(moment);
          deed = true;
        }
        case RETURN -> takesBack |= giveBack(moment, i);
        case RETURNS_TAKE_EFFECT -> {
          recount(i);
          takesBack = true;
        }
        case LOCK -> lock = true;
        default -> throw new IllegalStateException("no such moment: " + moment.kind());
      }
    }
    if (promises.policy == -1) {
      return; // no version is in force yet: the facts wait
    }
    TierPolicy policy = promises.policy();
    promised = policy.tierAt(promises.standing(), at);
    int after = policy.under(facts.locks(), promised, at);
    if (before == null) {
      note(at, after, TierReason.ENROLLED);
    } else if (!policy.name(after).equals(before.name(tier))) {
      TierReason other = elsewhere ? TierReason.RECOGNISED : TierReason.POLICY_CHANGED;
      TierReason down = takesBack ? TierReason.RETURNED : other;
      TierReason up = deed && !elsewhere ? TierReason.EARNED : other;
      TierReason own = after > policy.placeOf(before, tier) ? up : ends ? TierReason.EXPIRED : down;
      note(at, after, lock ? locked(after) : own);
    } else {
      tier = after;
    }
  }

  /** Whether a lock now gives the tier, or one that ended has left what was earned. */
  private TierReason locked(int after) {
    return after == promised ? TierReason.UNLOCKED : TierReason.LOCKED;
  }

  private void note(Instant at, int newTier, TierReason reason) {
    TierPolicy policy = promises.policy();
    String from = history.isEmpty() ? null : history.get(history.size() - 1).to();
    history.add(new TierChange(at, from, policy.name(newTier), reason, policy.number()));
    tier = newTier;
  }

  private boolean giveBack(Moment moment, int place) {
    int i = moment.index();
    refunded[i] += Math.min(deeds.get(i).amount() - refunded[i], moment.amount());
    worth.forEach(year -> year.set(i, year.get(i).worth(deeds.get(i).amount() - refunded[i])));
    if (promises.policy == -1 || promises.policy().onReturn() != OnReturn.IMMEDIATE) {
      return false;
    }
    recount(place);
    return true;
  }

  /** Makes the promises again as if what has been given back had never been there. */
  private void recount(int upTo) {
    promises = new Promises();
    for (int i = 0; i <= upTo; i++) {
      Kind kind = moments.get(i).kind();
      if (kind == Kind.POLICY || kind == Kind.ELSEWHERE || kind == Kind.DEED) {
        promises.apply(moments.get(i));
      }
    }
  }

  /** What each deed counts for by the version that is looked at, in each of the years. */
  private List<List<QualifyingFact>> counted() {
    List<List<QualifyingFact>> years = new ArrayList<>();
    for (Instant joined : countedBy.years(facts.joined())) {
      List<QualifyingFact> year = new ArrayList<>(deeds.size());
      for (int i = 0; i < deeds.size(); i++) {
        year.add(countedBy.fact(deeds.get(i), deeds.get(i).amount() - refunded[i], joined));
      }
      years.add(year);
    }
    return years;
  }

  private Counted counted(int known) {
    if (worth.size() == 1) {
      return Counted.of(worth.get(0).subList(0, known));
    }
    return new Counted(worth.stream().map(year -> year.subList(0, known)).toList());
  }

  private static Instant earlier(Instant a, Instant b) {
    return a == null || b != null && b.isBefore(a) ? b : a;
  }

  /** What evidence has promised so far, under the version in force. */
  private final class Promises {
    private int policy = -1;
    private int known;
    private Instant[] evidence = {};
    private Instant[] since = {};

    private TierPolicy policy() {
      return policies.get(policy);
    }

    private Standing standing() {
      return policy().standing(evidence);
    }

    private void apply(Moment moment) {
      TierMeasure deeds = null;
      if (moment.kind() == Kind.POLICY) {
        carryOver(moment.index(), moment.at());
      } else if (moment.kind() == Kind.DEED) {
        known = moment.index() + 1;
        QualifyingFact fact = worth.get(0).get(moment.index());
        if (fact.amount() == 0) {
          return; // what cost nothing, or was given back in full, is no evidence
        }
        deeds = fact.deeds();
      }
      if (policy >= 0) {
        letGo(moment.at());
        if (moment.kind() != Kind.ELSEWHERE) {
          policy().qualify(counted(known), moment.at(), deeds, evidence, since);
        }
        if (moment.kind() != Kind.DEED) {
          policy().recognise(facts.elsewhere(), moment.at(), evidence, since);
        }
      }
    }

    /** Forgets since when tiers have been held that are held no longer. */
    private void letGo(Instant at) {
      int held = policy().tierAt(standing(), at);
      for (int above = held + 1; above < since.length; above++) {
        since[above] = null;
      }
    }

    /** What the version before has promised and is still kept goes to the tiers of the next. */
    private void carryOver(int next, Instant at) {
      TierPolicy to = policies.get(next);
      Instant[] carried = new Instant[to.tiers().size()];
      Instant[] held = new Instant[carried.length];
      if (policy >= 0) {
        letGo(at);
        Standing standing = standing();
        for (int i = 1; i < evidence.length; i++) {
          int place = to.placeOf(policy(), i);
          if (place > 0 && policy().holds(standing, i, at)) {
            carried[place] = TierPolicy.latest(carried[place], standing.of(i));
            for (int below = place; below > 0; below--) {
              held[below] = held[below] == null ? since[i] : earlier(held[below], since[i]);
            }
          }
        }
      }
      policy = next;
      evidence = carried;
      since = held;
      if (!countedBy.countsLike(to)) {
        countedBy = to;
        worth = counted();
      }
    }
  }
}
