package io.tributary.insight.channel;

import io.tributary.platform.Money;

/**
 * A channel's figures from what was counted (metrics.md, "Channels, cost, return").
 *
 * @param currency of all money
 * @param marginShare the part of revenue that is margin; null when it is not known
 */
record ChannelRule(String currency, Double marginShare) {
  /** The figures; channel is null for all together. */
  ChannelFigures figures(String channel, ChannelTally tally) {
    Long margin = marginShare == null ? null : Math.round(tally.revenueMinor() * marginShare);
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
        new Money(tally.revenueMinor(), currency),
        margin == null ? null : new Money(margin, currency),
        back(tally, tally.mediaMinor(), margin),
        back(tally, tally.mediaMinor() + tally.otherMinor(), margin));
  }

  private ChannelReturn back(ChannelTally tally, long cost, Long margin) {
    FigureAbsence noCost = cost == 0 ? FigureAbsence.NO_COST : null;
    FigureAbsence noOne =
        noCost == null && tally.newCustomers() == 0 ? FigureAbsence.NO_NEW_CUSTOMERS : noCost;
    FigureAbsence noMargin =
        noCost == null && margin == null ? FigureAbsence.MARGIN_UNKNOWN : noCost;
    return new ChannelReturn(
        new Money(cost, currency),
        noOne == null
            ? new Money(Math.round((double) cost / tally.newCustomers()), currency)
            : null,
        noOne,
        noMargin == null ? (margin - cost) / (double) cost : null,
        noMargin,
        noCost == null ? tally.revenueMinor() / (double) cost : null,
        noCost);
  }

  private static Double ratio(double part, long whole) {
    return whole == 0 ? null : part / whole;
  }
}
