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
 * @param rate whether it is a rate
 * @param parts what was counted by day; a missing one is nothing
 */
record FigureDays(
    LocalDate known,
    boolean rate,
    Map<AlertDimension, Map<String, Map<LocalDate, Counted>>> parts) {

  /** Begins. */
  static FigureDays of(LocalDate known, boolean rate) {
    return new FigureDays(known, rate, new EnumMap<>(AlertDimension.class));
  }

  void add(AlertDimension dimension, String part, LocalDate day, Counted counted) {
    parts
        .computeIfAbsent(dimension, d -> new HashMap<>())
        .computeIfAbsent(part, p -> new HashMap<>())
        .merge(day, counted, Counted::plus);
  }

  /** The figure on a day, beside the same weekday of so many weeks before, as far as known. */
  DayFigures on(LocalDate day, int weeks) {
    long whole = known == null ? 0 : Math.max(0, ChronoUnit.DAYS.between(known, day) / 7);
    int before = (int) Math.min(weeks, whole);
    DayFigures figures = rate ? DayFigures.ofRate(before) : DayFigures.of(before);
    parts.forEach(
        (dimension, byPart) ->
            byPart.forEach(
                (part, byDay) -> {
                  for (int week = 0; week <= figures.weeks(); week++) {
                    figures.add(
                        dimension,
                        part,
                        week,
                        byDay.getOrDefault(day.minusWeeks(week), Counted.NOTHING));
                  }
                }));
    return figures;
  }
}
