package io.tributary.loyalty.bonus;

import io.tributary.loyalty.earning.AppliedRule;
import java.util.ArrayList;
import java.util.List;

/** What a bonus gives for one fact. Pure. */
final class BonusRule {
  static final String WINDOW = "WINDOW";
  static final String PER_DAY = "CAP_PER_DAY";
  static final String PER_MEMBER = "CAP_PER_MEMBER";
  static final String BUDGET = "BUDGET";

  private BonusRule() {}

  /**
   * What a bonus has given so far.
   *
   * @param times how often to the member in the fact's window
   * @param day points to the member on the fact's local day
   * @param member points to the member in all
   * @param all points to all members; 0 where it has no budget
   */
  record Before(int times, long day, long member, long all) {}

  /**
   * What a fact gets.
   *
   * @param points how many; 0 when everything was cut
   * @param applied the bonus and what cut it, in order; they add up to the points
   */
  record Decided(long points, List<AppliedRule> applied) {}

  /** What a fact gets; the window first, then the caps, then the budget. */
  static Decided decide(EventBonus bonus, Before before) {
    List<AppliedRule> applied = new ArrayList<>();
    applied.add(new AppliedRule(bonus.name(), bonus.points()));
    long points = bonus.points();
    if (before.times() >= bonus.times()) {
      applied.add(new AppliedRule(WINDOW, -points));
      points = 0;
    }
    points = cut(PER_DAY, bonus.capPerDay(), before.day(), points, applied);
    points = cut(PER_MEMBER, bonus.capPerMember(), before.member(), points, applied);
    points = cut(BUDGET, bonus.budget(), before.all(), points, applied);
    return new Decided(points, List.copyOf(applied));
  }

  private static long cut(
      String name, Long most, long before, long points, List<AppliedRule> applied) {
    long over = most == null ? 0 : Math.min(points, Math.max(0, before + points - most));
    if (over > 0) {
      applied.add(new AppliedRule(name, -over));
    }
    return points - over;
  }
}
