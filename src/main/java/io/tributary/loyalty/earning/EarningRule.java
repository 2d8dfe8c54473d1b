package io.tributary.loyalty.earning;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * One rule of a policy: multiplies what lines earn, or adds a fixed number of points to a sale,
 * when all its conditions hold. An empty list and a null stand for no condition.
 *
 * @param name unique within the policy
 * @param multiplier what lines' points are multiplied by; null for a bonus
 * @param bonus points that are added to the sale; 0 for a multiplier
 * @param tiers one of these tiers
 * @param channels one of these channels
 * @param stores one of these stores
 * @param skus lines with one of these products
 * @param categories lines of one of these categories
 * @param days on one of these days of the week, local to the programme
 * @param fromTime at this local time or later
 * @param toTime before this local time; when it is not after {@code fromTime}, of the next day
 * @param since at this instant or later
 * @param until before this instant
 * @param minimumMinor the sale counts for at least this, in minor units
 * @param firstOrder only a member's first sale
 * @param capPerMember points that rules of its name give a member in all; null for no limit
 * @param budget points that they give all members together; null for no limit
 */
record EarningRule(
    String name,
    BigDecimal multiplier,
    long bonus,
    List<String> tiers,
    List<String> channels,
    List<String> stores,
    List<String> skus,
    List<String> categories,
    List<Weekday> days,
    LocalTime fromTime,
    LocalTime toTime,
    Instant since,
    Instant until,
    long minimumMinor,
    boolean firstOrder,
    Long capPerMember,
    Long budget) {

  /** Whether it applies to a sale as far as that is not about its lines. */
  boolean applies(Sold sold, ZoneId zone) {
    ZonedDateTime local = sold.at().atZone(zone);
    return isOne(tiers, sold.tier())
        && isOne(channels, sold.channel())
        && isOne(stores, sold.store())
        && (days.isEmpty() || days.stream().anyMatch(day -> day.is(local.getDayOfWeek())))
        && isWithin(local.toLocalTime())
        && (since == null || !sold.at().isBefore(since))
        && (until == null || sold.at().isBefore(until))
        && sold.totalMinor() >= minimumMinor
        && (!firstOrder || sold.first());
  }

  /** Whether it applies to a line. */
  boolean applies(Sold.Line line) {
    return isOne(skus, line.sku()) && isOne(categories, line.category());
  }

  private boolean isWithin(LocalTime time) {
    LocalTime from = fromTime == null ? LocalTime.MIN : fromTime;
    if (toTime == null) {
      return !time.isBefore(from);
    }
    return from.isBefore(toTime)
        ? !time.isBefore(from) && time.isBefore(toTime)
        : !time.isBefore(from) || time.isBefore(toTime);
  }

  private static boolean isOne(List<String> wanted, String value) {
    return wanted.isEmpty() || value != null && wanted.contains(value);
  }
}
