package io.tributary.insight.channel;

import io.tributary.platform.Money;
import java.math.BigDecimal;

/**
 * A channel's figures from what was counted (metrics.md, "Channels, cost, return").
 *
 * @param currency of all money
 * @param marginShare the part that is margin of the revenue whose cost is not known; null when that
 *     is not known either
 */
record ChannelRule(String currency, Double marginShare) {
  /** The figures; channel is null for all together. */
  ChannelFigures figures(String channel, ChannelTally tally) {
    Money revenue = new Money(tally.revenueMinor(), currency);
    Money margin = margin(tally);
    return new ChannelFigures(
        channel,
        (int) tally.visits(),
        (int) tally.visitors(),
        (int) tally.anonymous(),
        (int) tally.views(),
        ratio(tally.bounces(), tally.visits()),
        ratio(tally.seconds(), tally.visits()),
        ratio(tally.registrations(), tally.visits()),
        ratio(tally.enquiries(), tally.visits()),
        ratio(tally.purchases(), tally.visits()),
        (int) tally.newCustomers(),
        (int) tally.sales(),
        revenue,
        margin,
        ratio(tally.costedMinor(), tally.revenueMinor()),
        back(tally, tally.mediaMinor(), margin),
        back(tally, tally.mediaMinor() + tally.otherMinor(), margin));
  }

  /** What products of known cost left, and of the rest the share that is set. */
  private Money margin(ChannelTally tally) {
    long left = tally.costedMinor() - tally.goodsMinor();
    Money rest = new Money(tally.revenueMinor() - tally.costedMinor(), currency);
    if (rest.minor() == 0) {
      return new Money(left, currency);
    }
    return marginShare == null
        ? null
        : new Money(left + rest.times(BigDecimal.valueOf(marginShare)).minor(), currency);
  }

  private ChannelReturn back(ChannelTally tally, long costMinor, Money margin) {
    Money cost = new Money(costMinor, currency);
    FigureAbsence noCost = costMinor == 0 ? FigureAbsence.NO_COST : null;
    FigureAbsence noOne =
        noCost == null && tally.newCustomers() == 0 ? FigureAbsence.NO_NEW_CUSTOMERS : noCost;
    FigureAbsence noMargin =
        noCost == null && margin == null ? FigureAbsence.MARGIN_UNKNOWN : noCost;
    return new ChannelReturn(
        cost,
        noOne == null ? cost.dividedBy(BigDecimal.valueOf(tally.newCustomers())) : null,
        noOne,
        noMargin == null ? (margin.minor() - costMinor) / (double) costMinor : null,
        noMargin,
        noCost == null ? tally.revenueMinor() / (double) costMinor : null,
        noCost);
  }

  private static Double ratio(double part, long whole) {
    return whole == 0 ? null : part / whole;
  }
}
