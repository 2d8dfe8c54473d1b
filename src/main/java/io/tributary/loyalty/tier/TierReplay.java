package io.tributary.loyalty.tier;

import io.tributary.loyalty.LocalDays;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
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
    /** A purchase, perhaps together with a return of the same instant. */
    PURCHASE,
    /** Money is given back. */
    RETURN
  }

  /** Something that happens; index and minor mean what the kind needs. */
  private record Moment(Instant at, Kind kind, int index, long minor) {}

  private final List<TierPolicy> policies;
  private final List<Purchase> purchases;
  private final Instant asOf;
  private final List<Moment> moments = new ArrayList<>();

  /** What each purchase counts for, less its returns up to now, under the version below. */
  private final List<QualifyingFact> worth;

  private TierPolicy countedBy;
  private final long[] refunded;
  private final List<TierChange> history = new ArrayList<>();
  private Promises promises = new Promises();
  private int tier;

  private TierReplay(List<TierPolicy> policies, MemberFacts facts, Instant asOf) {
    this.policies = policies;
    this.purchases = facts.purchases();
    this.asOf = asOf;
    this.refunded = new long[purchases.size()];
    this.countedBy = policies.get(0);
    this.worth =
        new ArrayList<>(purchases.stream().map(p -> countedBy.fact(p.at(), p.minor())).toList());
    Instant first = policies.get(0).from();
    Instant begin = first.isAfter(facts.since()) ? first : facts.since();
    for (int i = 0; i < policies.size(); i++) {
      Instant from = policies.get(i).from();
      moments.add(new Moment(from.isAfter(begin) ? from : begin, Kind.POLICY, i, 0));
    }
    for (int i = 0; i < purchases.size(); i++) {
      Purchase purchase = purchases.get(i);
      moments.add(new Moment(purchase.at(), Kind.PURCHASE, i, 0));
      for (Purchase.Refund refund : purchase.refunds()) {
        addRefund(i, purchase, refund);
      }
    }
    moments.sort(
        Comparator.comparing(Moment::at)
            .thenComparing(Moment::kind)
            .thenComparingInt(Moment::index));
  }

  private void addRefund(int index, Purchase purchase, Purchase.Refund refund) {
    Instant at = refund.at().isBefore(purchase.at()) ? purchase.at() : refund.at();
    moments.add(new Moment(at, Kind.RETURN, index, refund.minor()));
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
    List<QualifyingFact> known = worth.subList(0, promises.known);
    Instant due = next < moments.size() ? moments.get(next).at() : null;
    due = earlier(due, TierPolicy.firstToLeave(known, asOf));
    due = earlier(due, tier == 0 ? null : policy.end(standing.of(tier)));
    return Optional.of(
        new Replay(policy, policy.evaluate(known, standing, asOf), List.copyOf(history), due));
  }

  /** Lets tiers end whose time comes before an instant, or at it when nothing else happens then. */
  private void lapse(Instant to, boolean inclusive) {
    while (tier > 0) {
      TierPolicy policy = promises.policy();
      Standing standing = promises.standing();
      Instant end = policy.end(standing.of(tier));
      if (end.isAfter(to) || !inclusive && end.equals(to)) {
        return;
      }
      note(end, policy.tierAt(standing, end), TierReason.EXPIRED);
    }
  }

  /** All that happens at one instant, and the one change of tier that comes of it. */
  private void happen(Instant at, int from, int to) {
    TierPolicy before = history.isEmpty() ? null : promises.policy();
    boolean ends = tier > 0 && !promises.policy().holds(promises.standing(), tier, at);
    boolean purchase = false;
    boolean takesBack = false;
    for (int i = from; i < to; i++) {
      Moment moment = moments.get(i);
      switch (moment.kind()) {
        case POLICY -> promises.apply(moment);
        case PURCHASE -> {
          promises.apply(moment);
          purchase = true;
        }
        case RETURN -> takesBack |= giveBack(moment, i);
        case RETURNS_TAKE_EFFECT -> {
          recount(i);
          takesBack = true;
        }
        default -> throw new IllegalStateException("no such moment: " + moment.kind());
      }
    }
    if (promises.policy == -1) {
      return; // no version is in force yet: the facts wait
    }
    TierPolicy policy = promises.policy();
    int after = policy.tierAt(promises.standing(), at);
    if (before == null) {
      note(at, after, TierReason.ENROLLED);
    } else if (!policy.name(after).equals(before.name(tier))) {
      TierReason down = takesBack ? TierReason.RETURNED : TierReason.POLICY_CHANGED;
      TierReason up = purchase ? TierReason.EARNED : TierReason.POLICY_CHANGED;
      note(at, after, after > policy.placeOf(before, tier) ? up : ends ? TierReason.EXPIRED : down);
    } else {
      tier = after;
    }
  }

  private void note(Instant at, int newTier, TierReason reason) {
    TierPolicy policy = promises.policy();
    String from = history.isEmpty() ? null : history.get(history.size() - 1).to();
    history.add(new TierChange(at, from, policy.name(newTier), reason, policy.number()));
    tier = newTier;
  }

  private boolean giveBack(Moment moment, int place) {
    int i = moment.index();
    Purchase purchase = purchases.get(i);
    refunded[i] += Math.min(purchase.minor() - refunded[i], moment.minor());
    worth.set(i, countedBy.fact(purchase.at(), purchase.minor() - refunded[i]));
    if (promises.policy == -1 || promises.policy().onReturn() != OnReturn.IMMEDIATE) {
      return false;
    }
    recount(place);
    return true;
  }

  /** Makes the promises again as if what has been given back had never been spent. */
  private void recount(int upTo) {
    promises = new Promises();
    for (int i = 0; i <= upTo; i++) {
      Kind kind = moments.get(i).kind();
      if (kind == Kind.POLICY || kind == Kind.PURCHASE) {
        promises.apply(moments.get(i));
      }
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a == null || b != null && b.isBefore(a) ? b : a;
  }

  /** What evidence has promised so far, under the version in force. */
  private final class Promises {
    private int policy = -1;
    private int known;
    private Instant[] evidence = {};

    private TierPolicy policy() {
      return policies.get(policy);
    }

    private Standing standing() {
      return policy().standing(evidence);
    }

    private void apply(Moment moment) {
      if (moment.kind() == Kind.POLICY) {
        carryOver(moment.index(), moment.at());
      } else {
        known = moment.index() + 1;
      }
      boolean gift = moment.kind() == Kind.PURCHASE && worth.get(moment.index()).minor() == 0;
      if (policy >= 0 && !gift) { // what cost nothing, or was given back in full, is no evidence
        policy().qualify(worth.subList(0, known), moment.at(), evidence);
      }
    }

    /** What the version before has promised and is still kept goes to the tiers of the next. */
    private void carryOver(int next, Instant at) {
      TierPolicy to = policies.get(next);
      Instant[] carried = new Instant[to.tiers().size()];
      if (policy >= 0) {
        Standing standing = standing();
        for (int i = 1; i < evidence.length; i++) {
          int place = to.placeOf(policy(), i);
          if (place > 0 && policy().holds(standing, i, at)) {
            carried[place] = TierPolicy.latest(carried[place], standing.of(i));
          }
        }
      }
      policy = next;
      evidence = carried;
      if (countedBy != to) {
        countedBy = to;
        worth.replaceAll(fact -> to.fact(fact.at(), fact.minor()));
      }
    }
  }
}
