package io.tributary.identity.quality;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import org.eclipse.microprofile.graphql.Description;

/** The length of a period. */
@Description("The length of a period of identityQuality.")
public enum QualityPeriod {
  /** A day. */
  DAY,
  /** A week, from Monday. */
  WEEK,
  /** A month of the calendar. */
  MONTH;

  /** The first day of the period that holds a day. */
  LocalDate start(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
  }

  /** The first day of the next period. */
  LocalDate next(LocalDate start) {
    return switch (this) {
      case DAY -> start.plusDays(1);
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
    };
  }

  /** As {@code date_trunc} calls it. */
  String field() {
    return name().toLowerCase(Locale.ROOT);
  }
}
