package io.tributary.insight.churn;

import io.tributary.insight.value.Outlook;
import java.util.Arrays;

/**
 * A customer's purchases, gone through again by the terms of one instant. Between purchases the
 * signals only rise, so a level can be left at a purchase alone: it is enough to look just before
 * and after each. So what hysteresis holds on to follows from purchases and terms, and not from how
 * often anybody has looked.
 *
 * @param days of the purchases, ascending
 * @param segmentGap the usual gap of the customer's segment, in days
 * @param model null without one
 */
record ChurnHistory(int[] days, double segmentGap, Outlook.Model model) {

  /** The base level that the customer had just after the last purchase. */
  ChurnLevel held(ChurnRule rule) {
    int from = days.length;
    // whom nothing holds after a purchase, nothing from before it matters of
    while (from > 1 && rule.mayHold(after(from))) {
      from--;
    }
    ChurnLevel level = rule.verdict(after(from), ChurnLevel.NONE).base();
    for (int n = from + 1; n <= days.length; n++) {
      ChurnLevel before = rule.verdict(before(n), level).base();
      level = rule.verdict(after(n), before).base();
    }
    return level;
  }

  /** The customer's usual gap, in days. */
  double gap() {
    return gap(days.length);
  }

  private double gap(int purchases) {
    return ChurnRule.usualGap(ownGap(purchases), purchases - 1, segmentGap);
  }

  /** Signals on the day of the nth purchase, which has been made. */
  private ChurnRule.Signals after(int n) {
    return signals(n, days[n - 1]);
  }

  /** Signals on the day of the nth purchase, which has not been made. */
  private ChurnRule.Signals before(int n) {
    return signals(n - 1, days[n - 1]);
  }

  private ChurnRule.Signals signals(int purchases, int today) {
    int last = days[purchases - 1];
    Double alive =
        model == null ? null : model.alive(purchases - 1, last - days[0], today - days[0]);
    return new ChurnRule.Signals(today - last, gap(purchases), alive, 0, 0);
  }

  /** The 90th percentile of the gaps between the first purchases, as percentile_cont has it. */
  private Double ownGap(int purchases) {
    if (purchases < 2) {
      return null;
    }
    int[] gaps = new int[purchases - 1];
    Arrays.setAll(gaps, i -> days[i + 1] - days[i]);
    Arrays.sort(gaps);
    double at = 0.9 * (gaps.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(low + 1, gaps.length - 1);
    return gaps[low] + (at - low) * (gaps[high] - gaps[low]);
  }
}
