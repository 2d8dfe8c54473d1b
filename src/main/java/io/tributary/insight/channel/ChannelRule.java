package io.tributary.insight.channel;

import io.tributary.platform.Money;
import java.math.BigDecimal;

/**
 * A channel's figures from what was counted (metrics.md, "Channels, cost, return").
 *
 * @param currency of all money
 * @param marginShare the part of revenue that is margin; null when it is not known
 */
record ChannelRule(String currency, Double marginShare) {
  /** The figures; channel is null for all together. */
  ChannelFigures figures(String channel, ChannelTally tally) {
    Money revenue = new Money(tally.revenueMinor(), currency);
    Money margin = marginShare == null ? null : revenue.times(BigDecimal.valueOf(marginShare));
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
        back(tally, tally.mediaMinor(), margin),
        back(tally, tally.mediaMinor() + tally.otherMinor(), margin));
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
