package io.tributary.loyalty.referral;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a referral comes to. Pure, in two parts, since each side is recomputed by itself: what is
 * known of the new customer says whether it can count ({@link #standing}), what is known of the
 * referrer decides ({@link #decide}).
 */
final class ReferralRule {
  private ReferralRule() {}

  /**
   * That a person used a code, as their facts have it.
   *
   * @param id of the referral
   * @param usedAt when
   * @param inForce whether there were terms then
   * @param same whether the code is their own
   * @param boughtBefore whether they had paid an order before
   * @param bySigningUp whether using the code is enough
   * @param order the earliest order that has what it takes; null for none
   * @param orderedAt when it was made
   */
  record Use(
      UUID id,
      Instant usedAt,
      boolean inForce,
      boolean same,
      boolean boughtBefore,
      boolean bySigningUp,
      UUID order,
      Instant orderedAt) {}

  /**
   * Whether a use can count.
   *
   * @param fault why not; null when it can
   * @param order the order that qualifies; null where none does
   * @param qualifiedAt when they had done what it takes; null while they have not
   */
  record Standing(ReferralFault fault, UUID order, Instant qualifiedAt) {}

  /** Which uses of one person in one programme can count: at most one, in whatever order. */
  static Map<UUID, Standing> standing(Collection<Use> uses) {
    Comparator<Use> order = Comparator.comparing(Use::usedAt).thenComparing(Use::id);
    UUID first =
        uses.stream()
            .filter(use -> use.inForce() && !use.same())
            .min(order)
            .map(Use::id)
            .orElse(null);
    return uses.stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Use::id, use -> standing(use, use.id().equals(first))));
  }

  private static Standing standing(Use use, boolean isFirst) {
    ReferralFault fault =
        use.same()
            ? ReferralFault.SAME_CUSTOMER
            : !use.inForce()
                ? ReferralFault.NOT_IN_FORCE
                : !isFirst
                    ? ReferralFault.OTHER_CODE_FIRST
                    : use.boughtBefore() ? ReferralFault.NOT_NEW : null;
    if (fault != null) {
      return new Standing(fault, null, null);
    }
    return use.bySigningUp()
        ? new Standing(null, null, use.usedAt())
        : new Standing(null, use.order(), use.orderedAt());
  }

  /**
   * What was reckoned of a referral before.
   *
   * @param approved what staff decided; null while they have not
   * @param suspicions what made it suspicious
   * @param allotted whether it was within the limits; null while it was never to be rewarded
   * @param cut the limit that it was not within; null for none
   */
  record Known(
      Boolean approved, List<ReferralSuspicion> suspicions, Boolean allotted, ReferralFault cut) {}

  /**
   * What a referrer and the terms have given so far.
   *
   * @param days local days of the referrer's rewarded referrals, with how many
   * @param spent points out of the budget
   */
  record Given(Map<LocalDate, Integer> days, long spent) {}

  /**
   * What becomes of a referral.
   *
   * @param state the state
   * @param fault why it counts for nothing; null unless it does
   * @param suspicions what makes it suspicious, by now
   * @param allotted as before, or as it was reckoned now
   * @param cut as before, or as it was reckoned now
   */
  record Decided(
      ReferralState state,
      ReferralFault fault,
      List<ReferralSuspicion> suspicions,
      Boolean allotted,
      ReferralFault cut) {}

  /** Whether it matters what makes a referral suspicious: nobody decided and nothing was given. */
  static boolean isOpen(Standing standing, Known known) {
    return standing.fault() == null
        && standing.qualifiedAt() != null
        && known.approved() == null
        && known.allotted() == null;
  }

  /**
   * What becomes of a referral. Staff's refusal comes first; then what speaks against it; what
   * looked suspicious once is never rewarded without staff; limits are reckoned once.
   *
   * @param found what makes it suspicious now
   * @param day the local day of qualifying; null while it has not
   */
  static Decided decide(
      ReferralTerms terms,
      Standing standing,
      Known known,
      Collection<ReferralSuspicion> found,
      LocalDate day,
      Given given) {
    List<ReferralSuspicion> suspicions = known.suspicions();
    if (Boolean.FALSE.equals(known.approved())) {
      return decided(ReferralState.REFUSED, null, suspicions, known);
    }
    if (standing.fault() != null) {
      return decided(ReferralState.VOID, standing.fault(), suspicions, known);
    }
    if (standing.qualifiedAt() == null) {
      return decided(ReferralState.WAITING, null, suspicions, known);
    }
    if (isOpen(standing, known)) {
      Set<ReferralSuspicion> all = new LinkedHashSet<>(suspicions);
      all.addAll(found);
      if (!all.isEmpty()) {
        return decided(ReferralState.HELD, null, List.copyOf(all), known);
      }
    }
    ReferralFault cut = known.allotted() == null ? cut(terms, day, given) : known.cut();
    return cut == null
        ? new Decided(ReferralState.REWARDED, null, suspicions, true, null)
        : new Decided(ReferralState.VOID, cut, suspicions, false, cut);
  }

  private static Decided decided(
      ReferralState state, ReferralFault fault, List<ReferralSuspicion> suspicions, Known known) {
    return new Decided(state, fault, suspicions, known.allotted(), known.cut());
  }

  /** The limit that one more would pass; null for none. */
  static ReferralFault cut(ReferralTerms terms, LocalDate day, Given given) {
    LocalDate window = terms.per().firstDay(day);
    int inWindow =
        given.days().entrySet().stream()
            .filter(one -> terms.per().firstDay(one.getKey()).equals(window))
            .mapToInt(Map.Entry::getValue)
            .sum();
    int inAll = given.days().values().stream().mapToInt(Integer::intValue).sum();
    boolean isOver =
        terms.limitPerWindow() != null && inWindow >= terms.limitPerWindow()
            || terms.limitInAll() != null && inAll >= terms.limitInAll();
    if (isOver) {
      return ReferralFault.LIMIT_REACHED;
    }
    return terms.budget() != null && given.spent() + terms.points() > terms.budget()
        ? ReferralFault.BUDGET_SPENT
        : null;
  }
}
