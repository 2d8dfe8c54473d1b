package io.tributary.loyalty.bonus;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** In what a bonus is given so many times: calendar windows in the programme's time zone. */
@Enum("BonusWindow")
@Description("In what a bonus is given so many times: calendar windows in the programme's zone.")
public enum BonusWindow {
  /** A local day. */
  DAY,
  /** A local week, from Monday. */
  WEEK,
  /** A local month. */
  MONTH,
  /** A local year. */
  YEAR,
  /** Once for all. */
  EVER;

  private static final LocalDate BEGINNING = LocalDate.of(1970, 1, 1);

  /** The first day of the window that a day falls into. */
  public LocalDate firstDay(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
      case EVER -> BEGINNING;
    };
  }
}
