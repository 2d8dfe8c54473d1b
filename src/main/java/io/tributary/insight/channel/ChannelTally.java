package io.tributary.insight.channel;

/**
 * What was counted for a channel in a period.
 *
 * @param visits sessions
 * @param visitors distinct people, the unknown by their browser
 * @param anonymous visits of nobody known
 * @param views page views
 * @param bounces visits of one page view and nothing else
 * @param seconds time between the first and the last event of the visits
 * @param registrations visits with one
 * @param enquiries visits with one
 * @param purchases visits with one
 * @param newCustomers whose first purchase it brought
 * @param sales it brought
 * @param revenueMinor of these
 * @param mediaMinor paid for media
 * @param otherMinor other costs
 * @param costedMinor the part of the revenue that products of known cost brought
 * @param goodsMinor what these cost
 */
record ChannelTally(
    long visits,
    long visitors,
    long anonymous,
    long views,
    long bounces,
    double seconds,
    long registrations,
    long enquiries,
    long purchases,
    long newCustomers,
    long sales,
    long revenueMinor,
    long mediaMinor,
    long otherMinor,
    long costedMinor,
    long goodsMinor) {
  static final ChannelTally NONE = new ChannelTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Both; visitors are not added up but given, since one person can come through both. */
  ChannelTally plus(ChannelTally other, long visitorsOfBoth) {
    return new ChannelTally(
        visits + other.visits,
        visitorsOfBoth,
        anonymous + other.anonymous,
        views + other.views,
        bounces + other.bounces,
        seconds + other.seconds,
        registrations + other.registrations,
        enquiries + other.enquiries,
        purchases + other.purchases,
        newCustomers + other.newCustomers,
        sales + other.sales,
        revenueMinor + other.revenueMinor,
        mediaMinor + other.mediaMinor,
        otherMinor + other.otherMinor,
        costedMinor + other.costedMinor,
        goodsMinor + other.goodsMinor);
  }
}
