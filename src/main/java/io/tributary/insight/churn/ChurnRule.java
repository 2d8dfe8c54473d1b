package io.tributary.insight.churn;

import java.util.ArrayList;
import java.util.List;

/**
 * The level of a customer (metrics.md, "Churn warning").
 *
 * @param activeDays the window of activity
 */
record ChurnRule(int activeDays) {
  /** With so many gaps a customer's own measure stands alone. */
  static final int GAPS_OF_ONES_OWN = 3;

  private static final double WATCH = 1.0;
  private static final double RISK = 1.5;
  private static final double DOUBTFUL = 0.5;
  private static final double GONE = 0.2;

  /** A level is left only when its bound is passed by a tenth the other way. */
  private static final double HYSTERESIS = 0.1;

  /** The windows of activity to choose from. */
  private static final int[] WINDOWS = {30, 60, 90, 120, 180, 365};

  /**
   * What there is to see of a customer.
   *
   * @param days since the last purchase
   * @param gap the customer's own usual gap in days
   * @param alive probability not to have left; null without a model
   * @param complaints since the last purchase
   * @param lowRatings since the last purchase
   */
  record Signals(int days, double gap, Double alive, int complaints, int lowRatings) {
    double overdue() {
      return days / gap;
    }
  }

  /**
   * A level.
   *
   * @param base before complaints and ratings raised it
   * @param level the level
   * @param reasons what speaks for it
   */
  record Verdict(ChurnLevel base, ChurnLevel level, List<ChurnReason> reasons) {}

  /** The smallest window that holds nine of ten gaps; the largest when none does. */
  static int windowFor(Double gap) {
    for (int window : WINDOWS) {
      if (gap != null && window >= gap) {
        return window;
      }
    }
    return WINDOWS[WINDOWS.length - 1];
  }

  /**
   * A customer's usual gap: with fewer than three gaps of their own, each missing one counts as a
   * gap of the segment.
   *
   * @param own 90th percentile of the customer's gaps; null without one
   */
  static double usualGap(Double own, int gaps, double segment) {
    if (own == null || gaps == 0) {
      return segment;
    }
    int missing = Math.max(0, GAPS_OF_ONES_OWN - gaps);
    return (own * gaps + segment * missing) / (gaps + missing);
  }

  /**
   * The level.
   *
   * @param before the base level that the customer had before; NONE without one
   */
  Verdict verdict(Signals signals, ChurnLevel before) {
    ChurnLevel risen = level(signals, 1, 1);
    ChurnLevel held = level(signals, 1 - HYSTERESIS, 1 + HYSTERESIS);
    ChurnLevel base = min(before, held).compareTo(risen) > 0 ? min(before, held) : risen;
    boolean unhappy = signals.complaints + signals.lowRatings > 0;
    return new Verdict(base, unhappy ? base.raised() : base, reasons(signals, base));
  }

  /** Whether a level from before could be held on to. */
  boolean mayHold(Signals signals) {
    return level(signals, 1 - HYSTERESIS, 1 + HYSTERESIS) != ChurnLevel.NONE;
  }

  private static ChurnLevel min(ChurnLevel a, ChurnLevel b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private ChurnLevel level(Signals signals, double lower, double higher) {
    if (isSilent(signals, lower) && isBelow(signals, GONE * higher)) {
      return ChurnLevel.LOST;
    }
    if (signals.overdue() >= RISK * lower || isBelow(signals, DOUBTFUL * higher)) {
      return ChurnLevel.RISK;
    }
    return signals.overdue() >= WATCH * lower ? ChurnLevel.WATCH : ChurnLevel.NONE;
  }

  private boolean isSilent(Signals signals, double factor) {
    return signals.days > activeDays * factor;
  }

  private static boolean isBelow(Signals signals, double bound) {
    return signals.alive != null && signals.alive < bound;
  }

  private List<ChurnReason> reasons(Signals signals, ChurnLevel base) {
    List<ChurnReason> reasons = new ArrayList<>();
    double lower = 1 - HYSTERESIS;
    boolean isOverdue = signals.overdue() >= WATCH * lower;
    if (base != ChurnLevel.NONE && isOverdue) {
      double bound = signals.overdue() >= RISK ? RISK : WATCH;
      reasons.add(new ChurnReason(ChurnSign.OVERDUE, signals.overdue(), bound));
    }
    // a WATCH of one who is not overdue is what memory left of a doubt
    boolean fromDoubt =
        base.compareTo(ChurnLevel.RISK) >= 0 || base == ChurnLevel.WATCH && !isOverdue;
    if (fromDoubt && isBelow(signals, DOUBTFUL * (1 + HYSTERESIS))) {
      double bound = base == ChurnLevel.LOST ? GONE : DOUBTFUL;
      reasons.add(new ChurnReason(ChurnSign.ALIVE, signals.alive, bound));
    }
    if (base == ChurnLevel.LOST) {
      reasons.add(new ChurnReason(ChurnSign.SILENT, signals.days, activeDays));
    }
    if (signals.complaints > 0) {
      reasons.add(new ChurnReason(ChurnSign.COMPLAINTS, signals.complaints, 0));
    }
    if (signals.lowRatings > 0) {
      reasons.add(new ChurnReason(ChurnSign.LOW_RATINGS, signals.lowRatings, 0));
    }
    return reasons;
  }

  /**
   * What is lost in expectation: the value if the customer is still there, which is value by alive,
   * times the probability that they are not; null without a value.
   */
  static Long expectedLoss(Long valueMinor, Double alive) {
    if (valueMinor == null || alive == null || alive <= 0) {
      return null;
    }
    return Math.round(valueMinor / alive * (1 - alive));
  }
}
