package io.tributary.insight.watch;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A figure on many days, by its parts.
 *
 * @param known the day of the first fact of its kind; null without one
 * @param parts values by day; a missing one is 0
 */
record FigureDays(LocalDate known, Map<AlertDimension, Map<String, Map<LocalDate, Long>>> parts) {

  /** Begins. */
  static FigureDays of(LocalDate known) {
    return new FigureDays(known, new EnumMap<>(AlertDimension.class));
  }

  void add(AlertDimension dimension, String part, LocalDate day, long value) {
    parts
        .computeIfAbsent(dimension, d -> new HashMap<>())
        .computeIfAbsent(part, p -> new HashMap<>())
        .merge(day, value, Long::sum);
  }

  /** The figure on a day, beside the same weekday of so many weeks before, as far as known. */
  DayFigures on(LocalDate day, int weeks) {
    long whole = known == null ? 0 : Math.max(0, ChronoUnit.DAYS.between(known, day) / 7);
    DayFigures figures = DayFigures.of((int) Math.min(weeks, whole));
    parts.forEach(
        (dimension, byPart) ->
            byPart.forEach(
                (part, byDay) -> {
                  for (int week = 0; week <= figures.weeks(); week++) {
                    figures.add(
                        dimension, part, week, byDay.getOrDefault(day.minusWeeks(week), 0L));
                  }
                }));
    return figures;
  }
}
