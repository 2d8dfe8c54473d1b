package io.tributary.insight.retention;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.eclipse.microprofile.graphql.Description;

/** How long a period is. */
@Description("How long a period is.")
public enum Grain {
  /** A day. */
  @Description("A local day; 24 hours on the RELATIVE clock.")
  DAY(ChronoUnit.DAYS, 1),
  /** A week. */
  @Description("An ISO week, from Monday; 7 times 24 hours on the RELATIVE clock.")
  WEEK(ChronoUnit.WEEKS, 7),
  /** A month. */
  @Description("A calendar month; 30 times 24 hours on the RELATIVE clock.")
  MONTH(ChronoUnit.MONTHS, 30);

  private final ChronoUnit unit;
  private final Duration length;

  Grain(ChronoUnit unit, int days) {
    this.unit = unit;
    this.length = Duration.ofDays(days);
  }

  /** The first day of the period that a day lies in. */
  LocalDate start(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
  }

  /** The first day of the k-th period after the one that begins on a day. */
  LocalDate plus(LocalDate start, long k) {
    return start.plus(k, unit);
  }

  /** How many periods lie between the starts of two. */
  long between(LocalDate start, LocalDate laterStart) {
    return unit.between(start, laterStart);
  }

  /** A period's length on the RELATIVE clock. */
  Duration length() {
    return length;
  }
}
