package io.tributary.insight.service;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A version of the hours in which service is open. A local time that the clock change leaves out is
 * moved on by as much, one that comes twice is the first of both.
 *
 * @param version its name
 * @param validFrom since when it is in force
 * @param zone of its hours
 * @param hours by day of the week, in the order of time, none within another
 * @param closed days without hours
 */
record BusinessCalendar(
    String version,
    Instant validFrom,
    ZoneId zone,
    Map<DayOfWeek, List<Opening>> hours,
    Set<LocalDate> closed) {
  /** So far ahead an end is looked for. */
  private static final int MOST_DAYS = 3_700;

  /**
   * Hours of a day.
   *
   * @param from minute of the day
   * @param to minute of the day, at most 1440
   */
  record Opening(int from, int to) {}

  /** Open seconds from one instant until another. */
  long secondsBetween(Instant from, Instant to) {
    long seconds = 0;
    LocalDate last = LocalDate.ofInstant(to, zone);
    for (LocalDate day = LocalDate.ofInstant(from, zone);
        !day.isAfter(last);
        day = day.plusDays(1)) {
      for (Opening opening : of(day)) {
        Instant begin = later(from, at(day, opening.from));
        Instant end = at(day, opening.to);
        end = end.isBefore(to) ? end : to;
        seconds += begin.isBefore(end) ? Duration.between(begin, end).toSeconds() : 0;
      }
    }
    return seconds;
  }

  /** When so many open seconds after an instant will have passed; null when they will not. */
  Instant after(Instant from, long seconds) {
    LocalDate day = LocalDate.ofInstant(from, zone);
    long left = seconds;
    for (int i = 0; i < MOST_DAYS; i++, day = day.plusDays(1)) {
      for (Opening opening : of(day)) {
        Instant begin = later(from, at(day, opening.from));
        long open = Duration.between(begin, at(day, opening.to)).toSeconds();
        if (open >= left) {
          return begin.plusSeconds(left);
        }
        left -= Math.max(0, open);
      }
    }
    return null;
  }

  private List<Opening> of(LocalDate day) {
    return closed.contains(day) ? List.of() : hours.getOrDefault(day.getDayOfWeek(), List.of());
  }

  private Instant at(LocalDate day, int minute) {
    LocalDateTime local = day.atStartOfDay().plusMinutes(minute);
    return local.atZone(zone).toInstant();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
