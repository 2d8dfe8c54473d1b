package io.tributary.loyalty;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjuster;

/**
 * Calendar arithmetic in whole local days. Every end is the start of a local day and exclusive, so
 * a change of clocks neither adds nor takes a day, and where clocks skip midnight the day begins at
 * its first instant that exists. Later in, later out: {@code date + period} clamps and never turns
 * two days round, which instants with a time of day would (30 January 23:00 + 1 month ends after 31
 * January 01:00 + 1 month).
 */
public final class LocalDays {
  private LocalDays() {}

  /** The end of the last local day of a period that begins some time within a day. */
  public static Instant endAfter(Instant begin, Period period, ZoneId zone) {
    return startOf(dateOf(begin, zone).plus(period).plusDays(1), zone);
  }

  /**
   * The same, with the last day moved on, as to the end of its month; the adjuster may only move it
   * later.
   */
  public static Instant endAfter(
      Instant begin, Period period, ZoneId zone, TemporalAdjuster lastDay) {
    return startOf(dateOf(begin, zone).plus(period).with(lastDay).plusDays(1), zone);
  }

  /** The end of a period that begins with the start of a day. */
  public static Instant later(Instant startOfDay, Period period, ZoneId zone) {
    return startOf(dateOf(startOfDay, zone).plus(period), zone);
  }

  /** The local date of an instant. */
  public static LocalDate dateOf(Instant instant, ZoneId zone) {
    return LocalDate.ofInstant(instant, zone);
  }

  private static Instant startOf(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }
}
